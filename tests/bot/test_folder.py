"""The data folder is proved writable before anything starts, and keeps one secret for good."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.folder import deployment_secret, prepare_folder
from domain.errors import OperatorError


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = prepare_folder(tmp_path / "a" / "data")
    assert made.is_dir()
    assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0
    assert list(made.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="HUYING_DATA.*写不进去"):
        prepare_folder(tmp_path / "file" / "data")


def test_the_secret_stays_the_same(tmp_path: Path) -> None:
    first = deployment_secret(tmp_path)
    assert len(first) == 32
    assert deployment_secret(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_two_deployments_have_two_secrets(tmp_path: Path) -> None:
    assert deployment_secret(prepare_folder(tmp_path / "a")) != deployment_secret(prepare_folder(tmp_path / "b"))


def test_starts_at_the_same_moment_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(deployment_secret, [tmp_path] * 8))) == 1


def test_a_damaged_secret_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(OperatorError, match="从备份恢复"):
        deployment_secret(tmp_path)
