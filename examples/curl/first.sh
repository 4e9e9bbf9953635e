#!/usr/bin/env bash
# 第一批查询 / The first questions: ./first.sh [http://127.0.0.1:8000]. 只要 curl；有 jq 就排好看 / curl alone, nicer with jq.
set -euo pipefail
gateway=${1:-${YUXIN:-http://127.0.0.1:8000}}
example=919950990000000353

say() { printf '\n# %s\n' "$*"; }
shown() { if command -v jq >/dev/null; then jq -c .; else cat; echo; fi; }
# The token goes by a file that is nobody else's: what stands on a command line, others on the machine see.
given=$(mktemp) && trap 'rm -f "$given"' EXIT
[ -z "${YUXIN_TOKEN:-}" ] || printf 'header = "authorization: Bearer %s"\n' "$YUXIN_TOKEN" >"$given"
call() { curl --silent --show-error --config "$given" "$@"; }
ask() {  # ask DOCUMENT [VARIABLES] [MORE OF CURL …]: documents are variables' neighbours, never glued together with them
  local document=${1//\"/\\\"} variables=${2:-"{}"}
  document=${document//$'\n'/ }
  shift $(($# > 2 ? 2 : $#))
  call "$gateway/graphql" -H 'content-type: application/json' "$@" -d "{\"query\": \"$document\", \"variables\": $variables}"
}

say '我是谁 / who asks'
ask '{ me { role department { name } expiresAt } }' | shown

say '一家企业的各部门等级 / the grades of one enterprise'
grades='query ($uscc: USCC!) { entity(uscc: $uscc) { displayName gradeView { highest lowest grades { grade department { name } } } } }'
ask "$grades" "{\"uscc\": \"$example\"}" | shown

say '它的成本 / what it costs'
ask '{ entities(first: 3) { totalCount nodes { displayName } } }' '{}' -H 'x-yuxin-cost: 1' | shown

say '目录可以缓存：再来时带着 ETag，答 304 / the catalogue may be kept: 304 for its ETag'
catalogue() { call --get "$gateway/graphql" --data-urlencode 'query={ departments { name itemCount } }' "$@"; }
tag=$(catalogue --dump-header - --output /dev/null | tr -d '\r' | sed -n 's/^etag: //Ip')
echo "etag: $tag"
catalogue --header "if-none-match: $tag" --output /dev/null --write-out 'HTTP %{http_code}\n'

say '错误按代码认：代码不对、字段没有、媒体类型说明状态 / errors by code'
ask "$grades" '{"uscc": "915001050000000000"}' | shown
ask '{ nothing }' | shown
ask '{ nothing }' '{}' -H 'accept: application/graphql-response+json' --output /dev/null --write-out 'HTTP %{http_code}\n'

say '整个列表成为一个文件，末行说是不是完整 / a whole list as a file, whose last line says whether it is complete'
list='query ($after: String) { entities(first: 100, after: $after) { nodes { uscc displayName } pageInfo { hasNextPage endCursor } } }'
call "$gateway/export" -H 'content-type: application/json' -d "{\"query\": \"$list\", \"format\": \"csv\"}" | sed -n '2p;$p'

say '一次变更：一行接受，一行说明为什么不行 / a mutation: one row accepted, one told why not'
import='mutation ($input: ImportGradesInput!) { importGrades(input: $input) { __typename
  ... on ImportGradesResult { accepted unchanged rejected rows { row status code message } }
  ... on MutationError { code message } } }'
row() { printf '{"uscc": "%s", "name": "渝信示例导入有限公司", "item": "1-7", "grade": "%s", "evaluatedOn": "2026-01-05"}' "$@"; }
key="curl-$(date +%s)-$$"
rows="{\"input\": {\"idempotencyKey\": \"$key\", \"rows\": [$(row 91995098098868974R B), $(row $example 优)]}}"
ask "$import" "$rows" | shown

say '没有收到应答？同一个键再发一次，不会办两次 / no answer came? the same key again does it once'
ask "$import" "$rows" | shown

say '同一个键，别的内容：不办 / the same key for something else is refused'
ask "$import" "{\"input\": {\"idempotencyKey\": \"$key\", \"rows\": [$(row $example A)]}}" | shown
