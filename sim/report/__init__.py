"""Pictures of a study, drawn from its tables alone; each beside a table of exactly what it shows.

`sim.report.figures.draw_study` draws all of a study; every other module draws one figure.
"""
