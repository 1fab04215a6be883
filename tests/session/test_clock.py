from kata.session.clock import Instant, SystemClock, elapsed

HOUR = 3600.0


def at(wall: float, awake: float, running: float, boot: str = "a") -> Instant:
    return Instant(wall=wall, awake=awake, running=running, boot=boot)


def test_time_within_one_boot_is_that_of_the_monotonic_clock() -> None:
    span = elapsed(at(1000, 10, 10), at(1060, 70, 70))
    assert (span.worked, span.suspended, span.moved) == (60, 0, 0)


def test_sleep_of_the_machine_is_told_apart_from_work() -> None:
    span = elapsed(at(1000, 10, 10), at(1000 + HOUR, 70, 10 + HOUR))
    assert span.worked == 60
    assert span.suspended == HOUR - 60
    assert span.moved == 0


def test_a_wall_clock_set_back_changes_no_length_and_is_told() -> None:
    span = elapsed(at(10_000, 10, 10), at(10_000 + 60 - HOUR, 70, 70))
    assert span.worked == 60
    assert span.moved == -HOUR


def test_a_clock_corrected_by_less_than_the_tolerance_is_no_news() -> None:
    assert elapsed(at(1000, 0, 0), at(1061.5, 60, 60)).moved == 0


def test_time_over_a_restart_is_that_of_the_wall() -> None:
    span = elapsed(at(1000, 500, 500, "a"), at(1300, 20, 20, "b"))
    assert span.worked == 300


def test_a_wall_clock_set_back_over_a_restart_gives_no_negative_time() -> None:
    span = elapsed(at(1000, 500, 500, "a"), at(400, 20, 20, "b"))
    assert span.worked == 0
    assert span.moved == -600


def test_where_boots_have_no_name_a_clock_that_started_anew_means_a_restart() -> None:
    assert elapsed(at(1000, 500, 500, ""), at(1300, 20, 20, "")).worked == 300


def test_the_machine_is_read_on_all_its_clocks() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert second.running >= first.running > 0
    assert second.awake >= first.awake > 0
    assert elapsed(first, second).moved == 0


def test_an_instant_is_told_in_utc() -> None:
    assert at(0, 0, 0).text() == "1970-01-01T00:00:00Z"
