"""Making training data, training the networks and measuring them."""
