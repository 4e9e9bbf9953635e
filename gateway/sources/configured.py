"""What the parts of a source's configuration have in common: strict keys, and values that are checked as they are read."""

import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic.alias_generators import to_camel


class Keys(BaseModel):
    """A mapping of a configuration: nothing but the known keys, in camel case there and in snake case here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel, populate_by_name=True)

    @classmethod
    def known(cls) -> dict[str, Any]:
        """The keys as a configuration has them, with the types of their values."""
        return {field.alias or name: field.annotation for name, field in cls.model_fields.items()}


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("应为 http:// 或 https:// 地址 / must be an http:// or https:// address")
    if parts.username is not None:
        raise ValueError("地址里不写用户和口令 / an address holds no user and no password")
    _ = parts.port  # raises ValueError where it is none
    return url


def _not_https(url: str) -> str:
    if not url.startswith("http:"):
        raise ValueError("到代理只用 http:// / the way to a proxy is http://; TLS is with the subgraph behind it")
    return url


def _beside_configuration(path: Path, info: ValidationInfo) -> Path:
    return Path((info.context or {}).get("folder", "")) / path


Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"format": "uri"})]
HttpAddress = Annotated[Address, AfterValidator(_not_https)]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""The name of an environment variable."""
LocalFile = Annotated[Path, AfterValidator(_beside_configuration)]
"""A file; a relative path starts at the folder of the configuration (`folder` of the validation's context)."""
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


def secret(variable: str) -> str:
    """What an environment variable holds; raises ValueError, without the value, where it holds nothing."""
    value = os.environ.get(variable, "").strip()
    if not value:
        raise ValueError(f"环境变量 {variable} 没有值 / the environment variable {variable} is not set")
    return value
