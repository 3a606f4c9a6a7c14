"""One page a study: its tables and figures on a single HTML file that needs nothing else.

`sim.report.page.write.write_report` writes it. The page reads the folder of results alone: the
manifest, ``tables/*.csv`` and ``figures/*.svg`` with their CSV.
"""
