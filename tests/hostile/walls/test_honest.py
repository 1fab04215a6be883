"""What honest code does with files and processes works behind every wall, whatever the wall stops."""


def test_files_of_its_own_can_be_made_copied_locked_and_thrown_away(rung, inside):
    program = """
import dbm.dumb, fcntl, logging.handlers, pathlib, shutil, sqlite3, tempfile
home = pathlib.Path(tempfile.mkdtemp())
token = home / "token"
token.write_text("t0ken")
token.chmod(0o600)
token.touch()
os.utime(token)
shutil.copy(token, home / "copy")
shutil.copy2(token, home / "twin")
shutil.copytree(home, home.parent / "tree")
with token.open("r+") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
log = logging.handlers.RotatingFileHandler(home / "log", maxBytes=10, backupCount=1)
for _ in range(3):
    log.emit(logging.makeLogRecord({"msg": "a line of the log"}))
log.close()
with sqlite3.connect(home / "base") as base:
    base.execute("create table sent (message text)")
    base.execute("insert into sent values ('x')")
with dbm.dumb.open(str(home / "names"), "c") as names:
    names["a"] = "b"
with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
    pathlib.Path(folder, "x").write_text("x")
text = (home / "copy").read_text() + (home / "twin").read_text()
shutil.rmtree(home)
say(text)
"""
    assert inside(rung, program) == "t0kent0ken"


def test_processes_threads_and_loops_of_its_own_work(rung, inside):
    program = """
import asyncio, multiprocessing, resource
context = multiprocessing.get_context("fork")
one, other = context.Pipe()
process = context.Process(target=lambda: other.send("pipe"))
process.start()
words = [one.recv()]
process.join()
async def loop():
    process = await asyncio.create_subprocess_exec(sys.executable, "-I", "-S", "-c", "print('child')", stdout=-1)
    return (await process.communicate())[0].decode().strip()
words.append(asyncio.run(loop()))
resource.setrlimit(resource.RLIMIT_CPU, resource.getrlimit(resource.RLIMIT_CPU))
say(" ".join(words))
"""
    assert inside(rung, program) == "pipe child"


def test_locks_between_processes_work_where_the_folder_for_them_is_private(strong_rung, inside):
    program = """
import concurrent.futures, multiprocessing
context = multiprocessing.get_context("fork")
with context.Lock(), concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
    say(pool.submit(str.lower, "POOL").result())
"""
    assert inside(strong_rung, program) == "pool"
