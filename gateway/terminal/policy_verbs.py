"""`policy`: who may see what; `policy explain`: what is refused of an operation, and why; `token`: another role to look through."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from graphql import GraphQLSchema, build_schema
from rich.table import Table
from rich.text import Text

from gateway.person_key import person_key
from gateway.security.demo_tokens import demo_token
from gateway.security.lines import TABLE
from gateway.security.policy import Policy
from gateway.settings import Settings
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from resolvers.arguments import department_key, organisation_key, subject_key
from resolvers.asker import Asker, IncompleteAsker, Role
from seed.plan_files import load_plan

Row = dict[str, Any]
OneRole = Annotated[Role, typer.Option("--role", help="角色 / the role")]
Department = Annotated[
    str | None,
    typer.Option(
        "--department", help="部门的键或名称（officer、clerk）/ the department of an officer or a window, key or name"
    ),
]
District = Annotated[str | None, typer.Option("--district", help="区县（officer）/ the officer's district")]
SubjectOption = Annotated[
    str | None,
    typer.Option("--subject", metavar="USCC", help="主体，代码或 person:… / the subject, a code or person:…"),
]
Grantee = Annotated[
    str | None,
    typer.Option("--grantee", metavar="USCC", help="被授权方，代码（grantee）/ the grantee, an organisation's code"),
]
System = Annotated[str | None, typer.Option("--system", help="系统的键（integration）/ the integration's system")]
Case = Annotated[str | None, typer.Option("--case", help="案件（investigator）/ the investigator's case")]


@with_common
def policy(
    common: Common,
    role: Annotated[Role | None, typer.Option("--role", help="只看一个角色 / one role only")] = None,
) -> None:
    common.present(list(_rows(common.settings, role)), _policy_table)


@with_common
def explain(
    common: Common,
    *,
    role: OneRole,
    query: Annotated[
        str, typer.Option("--query", metavar="FILE", help="操作的文件，- 为标准输入 / its file, - for standard input")
    ],
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="NAME", help="文件里的哪个操作 / which operation of the file")
    ] = None,
    department: Department = None,
    district: District = None,
    subject: SubjectOption = None,
    grantee: Grantee = None,
    system: System = None,
    case: Case = None,
) -> None:
    plan = _plan(common.settings)
    asker = _asker(
        plan,
        role,
        department=department,
        district=district,
        subject=subject,
        grantee=grantee,
        system=system,
        case=case,
    )
    found = _explained(common.settings, plan, asker, (_text(query), operation))
    common.present(found, _explanation)
    if found["refused"]:
        raise typer.Exit(FOUND_WRONG)


@with_common
def token(
    common: Common,
    *,
    role: OneRole,
    department: Department = None,
    district: District = None,
    subject: SubjectOption = None,
    grantee: Grantee = None,
    system: System = None,
    case: Case = None,
    name: Annotated[
        str, typer.Option("--name", help="姓名：要两个人办的事用两个 / the name; two for what takes two persons")
    ] = "demo",
) -> None:
    settings = common.settings
    if settings.oidc_issuer is not None:
        raise BadInput(
            "配置了身份提供方，演示令牌不被接受 / an identity provider is configured: demo tokens are not taken"
        )
    asker = _asker(
        _plan(settings),
        role,
        department=department,
        district=district,
        subject=subject,
        grantee=grantee,
        system=system,
        case=case,
    )
    text = demo_token(replace(asker, name=name), person_key(settings))
    common.present({"token": text, "role": role}, lambda found, _: Text(found["token"], no_wrap=True))


def _plan(settings: Settings) -> Catalogue:
    """The plan, with the registered systems where there are any."""
    if settings.mappings is None:
        return load_plan()
    from gateway.sync.registered import plan_with_registered  # noqa: PLC0415 - a third of a second

    return plan_with_registered(settings)


def _asker(
    plan: Catalogue,
    role: Role,
    *,
    department: str | None,
    subject: str | None,
    grantee: str | None,
    system: str | None,
    district: str | None,
    case: str | None,
) -> Asker:
    """Raises BadInput for a role without what it stands for, and for what there is not."""
    if subject is not None:
        subject = subject_key(subject if ":" in subject else f"uscc:{subject}", "--subject")
    if grantee is not None:
        grantee = organisation_key(grantee, "--grantee")
    if department is not None:
        department = department_key(plan, department, "--department")
    if system is not None and plan.system(system) is None:
        raise BadInput("没有这个系统 / there is no such system", "--system")
    try:
        return Asker(
            role,
            "demo",
            department=department,
            district=district,
            subject=subject,
            grantee=grantee,
            system=system,
            case=case,
        )
    except IncompleteAsker as error:
        raise BadInput(f"{role} 要给出 --{error.missing} / needs --{error.missing}", f"--{error.missing}") from None


def _rows(settings: Settings, role: Role | None) -> Iterator[Row]:
    """A line each, in the order of the table; then those of the mapped systems."""
    for coordinate, line in TABLE.items():
        if role is None or role in line.roles:
            roles = [each.value for each in Role if each in line.roles]
            yield {"field": coordinate, "roles": roles, "wide": line.wide, "masked": line.masked}
    if settings.live and role is None:
        from gateway.live.systems import wanted_mappings  # noqa: PLC0415 - two seconds of drivers
        from gateway.live.visibility import visibilities  # noqa: PLC0415 - as above

        mappings = (read.mapping for read in wanted_mappings(settings, _plan(settings)))
        for coordinate, visible in visibilities(mappings).items():
            yield {"field": coordinate, "roles": [each.value for each in visible], "wide": False, "masked": False}


def _explained(settings: Settings, plan: Catalogue, asker: Asker, asked: tuple[str, str | None]) -> Row:
    """Each field that is refused, where it stands, and why. Raises BadInput for a document that is not valid."""
    from gateway.execution.documents import DocumentRefused, validated  # noqa: PLC0415 - half a second

    schema, decides = _deciding(settings, plan)
    text, name = asked
    try:
        used = validated(schema, text, settings.document_limits).uses(schema, name)
    except DocumentRefused as refusal:
        raise BadInput("; ".join(error.message for error in refusal.errors), "--query") from None
    refused = []
    for use in used.fields:
        why = decides.refusal(asker, use)
        if why is not None:
            place = use.node.loc and use.node.loc.start_token
            refused.append({"field": use.coordinate, "line": place.line if place else None, "why": why})
    return {"role": asker.role, "fields": len(used.fields), "refused": refused}


def _deciding(settings: Settings, plan: Catalogue) -> tuple[GraphQLSchema, Policy]:
    """The public schema, of `credit` and the systems, and the policy over it."""
    from gateway.federation.composition import SubgraphSource, compose  # noqa: PLC0415 - as above
    from gateway.federation.supergraph import read  # noqa: PLC0415 - as above
    from resolvers.sdl import sdl  # noqa: PLC0415 - the schema costs a second

    credit = sdl()
    if not settings.live:
        return build_schema(credit, assume_valid_sdl=True), Policy(remote=settings.remote_fields)
    from gateway.live.systems import subgraphs_of, wanted_mappings  # noqa: PLC0415 - as above
    from gateway.security.live_fields import live_fields  # noqa: PLC0415 - as above

    mappings = wanted_mappings(settings, plan)
    composed = compose([SubgraphSource("credit", "", credit), *subgraphs_of(mappings, plan, credit)])
    fields = live_fields((each.mapping for each in mappings), plan)
    return read(composed.supergraph_sdl).public, Policy(fields, settings.remote_fields)


def _text(query: str) -> str:
    try:
        return sys.stdin.read() if query == "-" else Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput(
            f"读不了，要的是文件，- 是标准输入 / cannot be read, a file is wanted, - is standard input: {why}", query
        ) from None


def _policy_table(found: list[Row], say: Words) -> Table:
    """A line a row."""
    table = titled_table(
        say.of("谁可以看什么", "Who may see what"),
        [say.of("字段", "field"), say.of("角色", "roles"), say.of("条件", "condition")],
    )
    for row in found:
        conditions = [
            *([say.of("不给区县人员", "not for a district")] if row["wide"] else []),
            *(
                [say.of("原始值只给评价部门和本人", "native: the grading department's and the subject's")]
                if row["masked"]
                else []
            ),
        ]
        everybody = len(row["roles"]) == len(Role)
        roles = say.of("所有人", "everybody") if everybody else ", ".join(row["roles"])
        table.add_row(row["field"], roles, ", ".join(conditions))
    return table


def _explanation(found: Row, say: Words) -> Table | Text:
    """What is refused, a field a row."""
    if not found["refused"]:
        return Text(say.of(f"{found['fields']} 个字段都可以看", f"All {found['fields']} fields may be seen"))
    title = say.of(
        f"{found['fields']} 个字段中拒绝 {len(found['refused'])} 个",
        f"{len(found['refused'])} of {found['fields']} fields are refused",
    )
    table = titled_table(title, [say.of("行", "line"), say.of("字段", "field"), say.of("为什么", "why")])
    for row in found["refused"]:
        table.add_row(str(row["line"] or ""), row["field"], row["why"])
    return table
