"""Estimates with their intervals: tables of replications in, tables of figures out.

Every interval here is Monte Carlo error alone: it shrinks with the number of replications and
says nothing of how uncertain the inputs are.
"""
