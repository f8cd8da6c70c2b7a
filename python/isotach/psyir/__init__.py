"""PSyIR for scripts: PSyclone's classes over the nodes of `isotach._core`; `homes.py` says where PSyclone has each."""
