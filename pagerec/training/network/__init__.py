"""The networks: their layers, training, export, fine-tuning, and the weights of the decoder."""
