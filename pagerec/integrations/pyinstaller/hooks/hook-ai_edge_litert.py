"""LiteRT runs networks without what it can convert them from, or compile them with."""

excludedimports = ["ai_edge_litert_sdk_intel", "jax", "openvino", "tensorflow", "tflite", "torch"]
