"""Where data, settings and logs live, and folders and files that only their owner can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_NAME: Final = "tuiledger"


class LocationError(OSError):
    """A folder or file that cannot be made private: it is another user's, or not what its name says."""


def data_folder() -> Path:
    """Where the books are kept (``XDG_DATA_HOME``); it is not created."""
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False)


def config_folder() -> Path:
    """Where settings are kept (``XDG_CONFIG_HOME``); it is not created."""
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False)


def state_folder() -> Path:
    """Where logs and crash reports are kept (``XDG_STATE_HOME``); it is not created."""
    from platformdirs import user_state_path

    return user_state_path(_NAME, appauthor=False)


def database_location(environ: Mapping[str, str] | None = None) -> str:
    """Path or URL of the books where the command line names none: ``TUILEDGER_DB``, else a file in the data folder."""
    return (os.environ if environ is None else environ).get("TUILEDGER_DB") or str(data_folder() / "tuiledger.db")


def vault_location(environ: Mapping[str, str] | None = None) -> Path:
    """Where the encrypted vault is kept: ``TUILEDGER_VAULT``, else a file in the data folder."""
    named = (os.environ if environ is None else environ).get("TUILEDGER_VAULT")
    return Path(named) if named else data_folder() / "vault.tlv"


def simulated_cloud(environ: Mapping[str, str] | None = None) -> str | None:
    """Address of the simulated cloud that new connections lead to: ``TUILEDGER_SANDBOX``; None for the real one."""
    return (os.environ if environ is None else environ).get("TUILEDGER_SANDBOX") or None


def private_folder(path: Path) -> Path:
    """``path`` as a folder of mode 0700, whatever the umask; missing parents are created in the same way.

    Meant for folders of the program's own: the mode of one that exists is tightened.

    Raises:
        LocationError: it belongs to another user, or is not a folder.
    """
    if not path.parent.exists():
        private_folder(path.parent)
    # Created without rights for others from the first moment; chmod gives back what a strict umask took.
    path.mkdir(mode=0o700, exist_ok=True)
    state = path.stat()
    if state.st_uid != os.getuid():
        raise LocationError(f"{path} belongs to another user")
    if stat.S_IMODE(state.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def private_file(path: Path) -> Path:
    """``path`` as a file of mode 0600, whatever the umask; it is created empty when it is missing.

    Raises:
        LocationError: it belongs to another user, is a symbolic link, or is not a file.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LocationError(f"{path} cannot be opened as a file of its own: {error.strerror}") from error
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_uid != os.getuid():
            raise LocationError(f"{path} belongs to another user or is not a file")
        if stat.S_IMODE(state.st_mode) != 0o600:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)
    return path
