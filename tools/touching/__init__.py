"""How `tools/compile_touches.py` finds out what every AWS operation touches and does; read its docstring first."""
