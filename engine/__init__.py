"""FaithDiff: pictures, model and restoring. Knows no Qt and no trainer."""
