"""The settings: variables that nobody reads, settings that do not fit together, secrets that are none, files that are named."""

import difflib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gateway.doctor.findings import Check, Finding, Said
from gateway.federation.located import BadConfiguration
from gateway.http.persisted_documents import read_manifest
from gateway.person_key import FILE_NAME as PERSON_KEY_FILE
from gateway.registration import check_webhooks
from gateway.settings import EMBEDDED, PREFIX, Settings
from graph_model.errors import CreditError

SETTINGS = Check("settings", "设置", "settings")
VARIABLES = Check("variables", "环境变量", "environment variables")
SECRETS = Check("secrets", "机密", "secrets")
NAMED_FILES = Check("files", "设置里的文件", "files that settings name")
OTHERS_OWN = ("LAUNCHER_", "TEST_", "SYSTEM_", "BENCH")
"""What the names of variables that no option has may go on with: the launcher's, the tests', those of mapping files."""
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
SHORT_KEY, SHORT_PASSWORD = 32, 12
"""Characters below which somebody may guess it."""


def unusable(error: CreditError) -> Finding:
    """Settings that cannot be read: nothing else can be looked at then."""
    return SETTINGS.fail(
        Said.both(error.message), Said("照上面说的改正，再运行一次", "correct what it names, and run this again")
    )


def variables(options: Callable[[], Iterable[str]], named: Iterable[str] = ()) -> Finding:
    """Variables that begin as ours do and that nothing reads. `options` gives those of the commands, `named` are other files'."""
    given = sorted(name for name in os.environ if name.startswith(PREFIX))
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {f"{PREFIX}CONFIG", f"{PREFIX}JSON", *named}
    unread = [name for name in given if name not in known and not name.removeprefix(PREFIX).startswith(OTHERS_OWN)]
    if unread:
        known |= set(options())
        unread = [name for name in unread if name not in known]
    if not unread:
        return VARIABLES.ok(Said(f"{len(given)} 个，都认得", f"{len(given)}, all known"))
    told = "、".join(f"{name}{_near(name, known)}" for name in unread)
    return VARIABLES.warn(
        Said(f"没有人读：{told}", f"nothing reads: {told}"),
        Said("改正名字或去掉（docs/settings.md）", "correct the names or take them away (docs/settings.md)"),
    )


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" (→ {near[0]}?)" if near else ""


def settings_fit(settings: Settings) -> list[Finding]:
    """What contradicts itself: each a finding, or one that says that nothing does."""
    return list(_misfits(settings)) or [SETTINGS.ok(Said("互不矛盾", "no contradictions"))]


def _misfits(settings: Settings) -> Iterator[Finding]:
    names = (settings.neo4j_user, settings.neo4j_password)
    if settings.store != EMBEDDED and (names[0] is None) is not (names[1] is None):
        yield SETTINGS.fail(
            Said("Neo4j 的用户名和口令只给了一个", "of Neo4j's user and password only one is given"),
            Said("两个都给：YUXIN_NEO4J_USER、YUXIN_NEO4J_PASSWORD", "give YUXIN_NEO4J_USER and YUXIN_NEO4J_PASSWORD"),
        )
    if settings.store == EMBEDDED and any(names):
        yield SETTINGS.warn(
            Said("给了 Neo4j 的账号，却用嵌入式存储", "Neo4j's account is given, but the store is the embedded one"),
            Said("设 YUXIN_STORE=bolt://…，或去掉账号", "set YUXIN_STORE=bolt://…, or take the account away"),
        )
    if settings.oidc_issuer is None and (settings.oidc_claims or settings.oidc_roles):
        yield SETTINGS.warn(
            Said(
                "给了 oidc_claims 或 oidc_roles，却没有身份提供方",
                "oidc_claims or oidc_roles are given, but no identity provider",
            ),
            Said("设 YUXIN_OIDC_ISSUER 和 YUXIN_OIDC_AUDIENCE", "set YUXIN_OIDC_ISSUER and YUXIN_OIDC_AUDIENCE"),
        )
    limits = settings.admission_limits
    most = limits.running + limits.waiting + limits.arriving + limits.long
    if settings.client_requests > most:
        yield SETTINGS.warn(
            Said(
                f"client_requests（{settings.client_requests}）超过一个进程所能接的（{most}），不起作用",
                f"client_requests ({settings.client_requests}) is more than a process takes ({most}) and limits nobody",
            ),
            Said("把它设小，或去掉", "make it smaller, or take it away"),
        )


def secret_settings(settings: Settings) -> list[Finding]:
    """Secrets that are short, and files with secrets that others can read: each a finding, or one that says there are none."""
    found = [*_short(settings), *_readable(settings)]
    return found or [SECRETS.ok(Said("够长，别人读不到", "long enough, and nobody else's to read"))]


def _short(settings: Settings) -> Iterator[Finding]:
    key, password = settings.person_key, settings.neo4j_password
    if key is not None and len(key.get_secret_value()) < SHORT_KEY:
        yield SECRETS.warn(
            Said(
                f"YUXIN_PERSON_KEY 不到 {SHORT_KEY} 个字符", f"YUXIN_PERSON_KEY has fewer than {SHORT_KEY} characters"
            ),
            Said(
                "空库时换成 openssl rand -hex 32 的输出；已有自然人时换了就对不上",
                "in an empty store take what openssl rand -hex 32 prints; where there are persons another key loses them",
            ),
        )
    if password is not None and settings.store != EMBEDDED and len(password.get_secret_value()) < SHORT_PASSWORD:
        yield SECRETS.warn(
            Said(
                f"YUXIN_NEO4J_PASSWORD 不到 {SHORT_PASSWORD} 个字符",
                f"YUXIN_NEO4J_PASSWORD has fewer than {SHORT_PASSWORD} characters",
            ),
            Said("换一个长的", "take a longer one"),
        )


def _readable(settings: Settings) -> Iterator[Finding]:
    """What only the owner may read. A file is safe in a folder that is."""
    if not _is_open(settings.data):
        return
    key = settings.data / PERSON_KEY_FILE
    if _is_open(key):
        yield SECRETS.fail(
            Said(f"{key} 别的用户也读得到", f"other users can read {key}"),
            Said(f"chmod 600 {key}；可能已泄露", f"chmod 600 {key}; it may be known to others already"),
        )
    yield SECRETS.warn(
        Said(f"目录 {settings.data} 别的用户进得去", f"other users can look into {settings.data}"),
        Said(f"chmod 700 {settings.data}", f"chmod 700 {settings.data}"),
    )


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OPEN_TO_OTHERS)
    except OSError:
        return False


def named_files(settings: Settings) -> list[Finding]:
    """The files of trusted documents and of webhooks, read as a start reads them; nothing where none is named."""
    found = []
    if settings.trusted_documents is not None:
        found.append(_read(settings.trusted_documents, read_manifest))
    if settings.webhooks is not None:
        found.append(_read(settings.webhooks, lambda _: check_webhooks(settings)))
    return found


def _read(path: Path, read: Callable[[Path], object]) -> Finding:
    try:
        read(path)
    except (CreditError, BadConfiguration) as error:
        said = str(error)
        return NAMED_FILES.fail(Said.both(said), Said(f"改正 {path}", f"correct {path}"))
    return NAMED_FILES.ok(Said.both(str(path)))
