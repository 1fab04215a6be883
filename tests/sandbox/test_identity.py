import pytest
from kata.base.errors import MachineError
from kata.sandbox import identity


def maps(folder, users, groups):
    (folder / "uid_map").write_text(users)
    (folder / "gid_map").write_text(groups)
    return folder


def test_root_becomes_a_user_that_the_namespace_knows(monkeypatch, tmp_path):
    monkeypatch.setattr(identity, "PROCESS", maps(tmp_path, "0 1000 1\n1 100000 60600\n", "0 0 4294967295\n"))
    assert 60578 <= identity.unprivileged_id() <= 60600


@pytest.mark.parametrize("users", ["0 0 1\n", "0 1000 1\n1 100000 60000\n"])
def test_a_root_that_knows_no_other_users_is_told_what_helps(monkeypatch, tmp_path, users):
    monkeypatch.setattr(identity, "PROCESS", maps(tmp_path, users, "0 0 4294967295\n"))
    with pytest.raises(MachineError, match="ordinary user"):
        identity.unprivileged_id()


def test_a_kernel_without_maps_has_all_users(monkeypatch, tmp_path):
    monkeypatch.setattr(identity, "PROCESS", tmp_path)
    assert identity.unprivileged_id() in identity.UNUSED_IDS
