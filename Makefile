# make run: try it · make install: only the command .venv/bin/huying · make test: everything that must hold

BIN := .venv/bin
PYTHON ?=
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
PEER = .venv/peer

.PHONY: run install develop test lint bench accuracy fuzz reference migration lock clean

run: install
	@grep -qs '^HUYING_DEMO=' .env || export HUYING_DEMO="$${HUYING_DEMO:-true}"; exec $(BIN)/huying run

install: .venv/ready

develop: .venv/ready-to-develop

test: lint
	$(BIN)/pytest -q -n 2

lint: develop
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: develop $(PEER)/ready
	HUYING_BENCH_PEER=$(PEER)/bin/python $(BIN)/python -m tests.bench $(part)

accuracy: develop
	$(BIN)/python -m bot.accuracy

fuzz: develop
	$(BIN)/python -m tests.fuzz

reference: develop
	$(BIN)/python -m bot.reference docs/reference

migration: develop
	@test -n "$(what)" || { echo '请说改了什么：make migration what="short words"' >&2; exit 1; }
	@$(BIN)/python -m storage.revision "$(what)"

lock:
	@command -v uv >/dev/null || { echo "重新锁定依赖需要 uv（pip install uv）" >&2; exit 1; }
	echo "setuptools>=80" | $(LOCK) pyproject.toml - -o requirements.lock
	echo "setuptools>=80" | $(LOCK) pyproject.toml - --extra dev -o requirements-dev.lock
	echo "django-helpdesk>=2.6,<3" | $(LOCK) - -o requirements-peer.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/ready: requirements.lock pyproject.toml | .venv/bin/pip
	@$(call install,requirements.lock)
	@touch $@

.venv/ready-to-develop: requirements-dev.lock pyproject.toml | .venv/bin/pip
	@$(call install,requirements-dev.lock)
	@touch $@ .venv/ready

# What the bench is measured against lives apart: nothing of it is near the product.
$(PEER)/ready: requirements-peer.lock | .venv/bin/pip
	@$(BIN)/python -m venv $(PEER) && $(PEER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-peer.lock
	@touch $@

.venv/bin/pip:
	@found=; old=; \
	for p in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  command -v "$$p" >/dev/null 2>&1 || continue; \
	  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$p"; break; fi; \
	  old="$$("$$p" -V 2>&1)"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$old" ]; then echo "需要 Python 3.11 或更新的版本，这里只有 $$old。" >&2; exit 1; fi; \
	if [ -z "$$found" ]; then echo "没有找到 Python：请安装 3.11 或更新的版本（Debian、Ubuntu：apt install python3 python3-venv）。" >&2; exit 1; fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then echo "Python 缺少 venv 模块：请安装它（Debian、Ubuntu：apt install python3-venv）。" >&2; exit 1; fi; \
	rm -rf .venv; "$$found" -m venv .venv || { rm -rf .venv; echo "没能在这里建立 .venv：请检查文件夹能否写入、磁盘是否已满。" >&2; exit 1; }

# The builder first, then everything else built by it, so that nothing is fetched without a hash.
define install
echo "正在安装（$(1)），第一次需要几分钟……"; \
sed -n '/^setuptools==/,/# via/p' $(1) > .venv/build.lock \
&& $(PIP) --require-hashes -r .venv/build.lock \
&& $(PIP) --require-hashes --no-build-isolation --use-pep517 -r $(1) \
&& $(PIP) --no-deps --no-build-isolation -e . \
|| { echo "安装没有完成：多半是网络中断，请再运行一次。" >&2; exit 1; }
endef
