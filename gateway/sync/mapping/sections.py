"""What a row says where it grades nobody: a fact, registration data, whether an inspection item is connected."""

from pydantic import Field

from gateway.sources.configured import Keys
from gateway.sync.mapping.columns import CodedReference, DateReference, Reference


class Fact(Keys):
    """A row is a dishonesty fact."""

    conduct: CodedReference = Field(
        description="失信行为:短名或名称,或代码和代码表 / the conduct: its key or name, or a code with its code table"
    )
    severity: CodedReference = Field(description="轻重:轻微、一般、严重 / its weight: minor, ordinary, serious")
    occurred_on: DateReference = Field(description="发生日期 / the day on which it occurred")
    document_no: Reference = Field(description="文号 / the number of the document")
    item: CodedReference | None = Field(default=None, description="所属监管事项 / the item that it belongs to")
    description: Reference | None = Field(default=None, description="事实描述 / what happened")


class Registration(Keys):
    """A row is the registration data of an entity; its name and its former codes stand in `name` and `keys`."""

    status: CodedReference | None = Field(default=None, description="登记状态 / the state of its registration")
    district: CodedReference | None = Field(default=None, description="所在区县 / its district")
    industry: CodedReference | None = Field(default=None, description="行业 / its industry")
    registered_on: DateReference | None = Field(default=None, description="成立日期 / the day of its registration")


class InspectionItem(Keys):
    """A row says whether an inspection item of a department's register is connected to “双随机、一公开”."""

    department: CodedReference = Field(description="实施部门 / the department")
    item_code: Reference | None = Field(default=None, description="检查事项编码 / the code of the inspection item")
    name: Reference = Field(description="检查事项名称 / the name of the inspection item")
    connected: CodedReference = Field(description="是否接入 / whether it is connected: 是, 否")


Section = Fact | Registration | InspectionItem
