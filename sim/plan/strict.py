"""One pydantic configuration for every dataclass that a configuration file fills."""

from typing import Annotated

from pydantic import ConfigDict, Field

STRICT = ConfigDict(
    extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=False, str_strip_whitespace=True
)
"""Unknown keys are refused (standard dataclasses let them pass), infinities and NaN too."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Name = Annotated[str, Field(min_length=1)]
