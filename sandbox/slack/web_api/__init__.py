"""The methods under /api/, by family."""
