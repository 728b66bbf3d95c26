"""The paper's training, and personal fine-tuning. Knows no Qt and no app."""
