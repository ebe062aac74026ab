"""Can the deployment keep things in its data folder, and what is its secret? Makes both on the first start.

Must not know what is kept in the folder besides the secret.
"""

import os
import secrets
from pathlib import Path

from domain.errors import OperatorError

SECRET = "secret.key"
SECRET_BYTES = 32
DATABASE = "huying.db"
LOST = "密钥文件不见了，数据库却还在；请从备份恢复它，换新密钥会让已张贴的海报全部失效"


def prepare_folder(folder: Path) -> Path:
    """The data folder, made if missing and proved writable. Raises OperatorError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / f".trial-{os.getpid()}"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise OperatorError("HUYING_DATA", f"数据文件夹 {folder} 写不进去（{error.strerror}）") from error
    return folder.absolute()


def deployment_secret(folder: Path) -> bytes:
    """The key behind door codes and cookies. Kept in the data folder: whoever restores a backup keeps the posters valid."""
    path = folder / SECRET
    try:
        if not path.exists():
            if (folder / DATABASE).exists():
                raise OperatorError(str(path), LOST)
            write_secret(path)
        found = path.read_bytes()
    except OSError as error:
        raise OperatorError(str(path), f"密钥文件读写不了（{error.strerror}）") from error
    if len(found) != SECRET_BYTES:
        raise OperatorError(str(path), "密钥文件损坏，请从备份恢复；换新密钥会让已张贴的海报失效")
    return found


def write_secret(path: Path) -> None:
    """Written aside and linked into place, so that two processes starting at once agree and no half file is ever seen."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
