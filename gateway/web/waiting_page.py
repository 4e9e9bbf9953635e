"""The plain page that stands in for the real one while that is being built or cannot be."""

from html import escape
from string import Template

from gateway.web.building import Bilingual, Building, Unavailable

REFRESH_SECONDS = 3
REFRESH = f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">\n'

BUILDING = Bilingual(
    "页面正在构建：首次启动要下载并打包，约一两分钟。建好后本页自动刷新。",
    "The page is being built: the first start downloads and bundles it, a minute or two. This page refreshes by itself.",
)

DOCUMENT = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
$refresh<title>渝信 · Yuxin</title>
<link rel="icon" href="data:,">
<style>
body { max-width: 40rem; margin: 10vh auto; padding: 0 1.25rem; color: #1b2430; background: #fff;
       font: 1rem/1.7 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { color: #a3262a; font-size: 1.4rem; }
section { margin-top: 1.5rem; }
a { color: #124c9c; }
p { overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>渝信 <span lang="en">Yuxin</span></h1>
<main>
<section>
<p role="status">$zh</p>
<p>接口不受影响：<code>POST /graphql</code>，接口结构见 <a href="/schema.graphql">/schema.graphql</a>。</p>
</section>
<section lang="en">
<p role="status">$en</p>
<p>The API is served all the same: <code>POST /graphql</code>; its schema is at <a href="/schema.graphql">/schema.graphql</a>.</p>
</section>
</main>
</body>
</html>
""")


def waiting_page(state: Building | Unavailable) -> str:
    """The page as HTML; it refreshes itself while the real one is being built."""
    said, refresh = (BUILDING, REFRESH) if isinstance(state, Building) else (state.reason, "")
    return DOCUMENT.substitute(
        refresh=refresh,
        zh=escape(said.zh),
        en=escape(said.en),
    )
