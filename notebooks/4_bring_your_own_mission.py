# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Bring your own mission
#
# A mission is configuration and nothing else. Here one is made from two small tables, checked,
# mended, and forecast. It stands on Orrin Island, which does not exist: the files are
# `configs/*/island.yaml`, and the code knows none of its places.

# %%
import io

import pandas as pd

import sim
from sim.configuration import resolved, validate_scenario
from sim.errors import ConfigurationError
from sim.plan.capacity import capacity_sheet

pd.set_option("display.width", 200, "display.max_columns", 20, "display.max_rows", 80)

# %% [markdown]
# ## 1. The tables
#
# What a staff has in a spreadsheet: camps with their windows, and roads. Yours would be
# `pd.read_csv("camps.csv")`.

# %%
CAMPS = """camp,people,containers,vehicles,start,end,to
Orrin,600,220,150,,,
Northgate,450,240,150,2023-12-01,2023-12-15,Orrin
Highmoor,300,120,100,2023-11-01,2023-11-15,Northgate
Saltmarsh,250,90,70,2023-11-01,2023-11-15,Orrin
Millbrook,150,40,35,2023-10-01,2023-10-15,Orrin
"""
ROADS = """a,b,km,surface
Millbrook,Orrin,60,degraded
Saltmarsh,Orrin,110,degraded
Northgate,Orrin,190,degraded
Highmoor,Northgate,85,track
"""
camps = pd.read_csv(io.StringIO(CAMPS)).set_index("camp")
roads = pd.read_csv(io.StringIO(ROADS))
camps

# %% [markdown]
# ## 2. Into a scenario
#
# Start from a mission that is whole, and lay the tables over it. `resolved` gives a scenario as
# plain data; `validate_scenario` checks plain data and makes a scenario of it. (For keeps, write
# the same into files, as `CONTRIBUTING.md` says under *How to bring another mission*; a number
# there also says where it comes from.)
#
# The camps have to be those of the mission that you start from, all of them, and the roads among
# its roads: a camp that your table leaves out would stay as it is there, and one more needs more
# than a row (`CONTRIBUTING.md`, *How to add a camp*).

# %%
SOURCE = {"source": "notebook: table of camps", "grade": "C", "as_of": "2023-08-01"}
data = resolved(sim.load_scenario("island"))
data.pop("stages")
data["name"] = "my_mission"
yours, island = set(camps.index), set(data["plan"]["camps"])
drivable = [{road["a"], road["b"]} for road in data["plan"]["roads"]]
unknown = [f"{row.a} - {row.b}" for row in roads.itertuples() if {row.a, row.b} not in drivable]
if yours != island or unknown:
    raise ValueError(
        f"camps only in your table: {', '.join(sorted(yours - island)) or 'none'}; "
        f"camps only in scenario=island: {', '.join(sorted(island - yours)) or 'none'}; "
        f"roads only in your table: {', '.join(unknown) or 'none'}"
    )
for name, row in camps.iterrows():
    camp = data["plan"]["camps"][name]
    for key in ("people", "containers", "vehicles"):
        amount = float(row[key])
        camp[key] = {"value": amount, "low": 0.8 * amount, "high": 1.2 * amount, **SOURCE}
    data["status"]["camps"][name]["people"] = camp["people"]
    if isinstance(row["start"], str):
        camp["window"] = {"start": row["start"], "end": row["end"]}
        camp["redeploy_to"] = row["to"]
for row in roads.itertuples():
    road = next(r for r in data["plan"]["roads"] if {r["a"], r["b"]} == {row.a, row.b})
    road |= {"km": float(row.km), "surface": row.surface}

# %% [markdown]
# A mistake is told with its place and what is allowed, all mistakes at once:

# %%
good = data["plan"]["camps"]["Highmoor"]["redeploy_to"]
data["plan"]["camps"]["Highmoor"]["redeploy_to"] = "Northgat"
try:
    validate_scenario(data)
except ConfigurationError as error:
    print(error)
else:
    raise AssertionError("the mistake was not found")
data["plan"]["camps"]["Highmoor"]["redeploy_to"] = good
mission = validate_scenario(data)

# %% [markdown]
# ## 3. Can it work at all?
#
# The capacity sheet: arithmetic, with every risk off. Mend the plan here before you simulate.

# %%
print("\n".join(capacity_sheet(mission).lines()))

# %% [markdown]
# ## 4. The forecast, and what one thing would do

# %%
N, SEED = 24, 20230901
forecast = sim.forecast(mission, replications=N, seed=SEED, workers=1)
forecast.deadlines[
    ["phase", "deadline", "met", "met_low", "met_high", "met_and_orderly", "binding"]
].round(2)

# %% [markdown]
# The last line depends on aircraft: one charter a week takes some 150 people. What would a second
# one do, in the same worlds?

# %%
data["name"] = "two_charters"
data["resources"]["charter_slots"]["Orrin"] = {"value": 2, "low": 1, "high": 2, **SOURCE}
second = validate_scenario(data)
comparison = sim.compare({"one": mission, "two": second}, replications=N, seed=SEED, workers=1)
comparison.deadlines[["figure", "baseline", "share", "difference", "low", "high", "n"]].round(2)

# %% [markdown]
# Rates, rules and ranges have to be argued anew for every mission: docs/limits.md.
