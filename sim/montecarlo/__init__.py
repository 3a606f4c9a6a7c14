"""Many replications: how they are shared out, kept, resumed and put together.

The package is light: workers import it, so that nothing here loads pandas, SciPy's statistics or
Matplotlib, and PyArrow is loaded only by the store, in the parent.
"""
