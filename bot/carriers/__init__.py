"""The carriers: each a pure codec (`*_wire`) and a client that sends and reads."""
