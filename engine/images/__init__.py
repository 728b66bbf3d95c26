"""Pictures in and out: reading, writing, metadata, colour. Only `color_fix` needs torch."""
