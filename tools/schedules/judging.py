"""What runs of random schedules told: features, mismatches, faults caught, exchanges against PSyclone's."""

import collections
import dataclasses
import re

from schedules import builtins, faults, kernels, psyclone, running


class Found:
    def __init__(self):
        self.features: collections.Counter = collections.Counter()
        self.schedules = self.runs = 0
        self.mismatches: list[str] = []
        self.faults: list[dict] = []
        self.exchanges: list[dict] = []
        self.seconds = 0.0

    def run(self, built: running.Built, ranks: list[int], checks: list[str], only, tell) -> None:
        """Every schedule of a batch, or those in `only`, on each number of ranks with each mode."""
        batch = built.batch
        wanted = [(number, 0) for number in only or range(1, len(batch.schedules) + 1)]
        self.features += batch.features
        self.schedules += len(wanted)
        for count in ranks:
            for check in checks:
                outcomes = running.run(built, count, check, wanted)
                self.runs += len(outcomes)
                for outcome in outcomes:
                    if outcome.wrong:
                        where = f"batch {batch.number + 1}, schedule {outcome.schedule}, {count} ranks, {check}"
                        self.mismatches.append(f"{where}: {outcome.wrong}; see {built.folder}/batch_mod.x90")
                        tell(self.mismatches[-1])
            tell(
                f"batch {batch.number + 1}: {len(wanted)} schedules on {count} ranks, {len(self.mismatches)} mismatches"
            )

    def try_faults(self, built: running.Built, ranks: int, tell) -> None:
        """First all faults in one run of the program, whose results tell; what is left with the audit as well."""
        left = list(built.faults)
        caught: dict[int, str] = {}
        reached: set[int] = set()
        # On other numbers of ranks other stencils leave a rank's own cells.
        passes = ((ranks, "poison=-1e30,annexed"), (4, "poison=7,annexed,audit"), (6, "snan,annexed,audit"))
        for count, check in passes:
            outcomes = running.run(built, count, check, [(fault.schedule, fault.number) for fault in left])
            for outcome in outcomes:
                if outcome.reached:
                    reached.add(outcome.fault)
                if outcome.wrong:
                    caught[outcome.fault] = "runtime" if outcome.crashed else "result"
            left = [fault for fault in left if fault.number not in caught]
        for fault in built.faults:
            why = "" if fault.number in caught else survivor_class(built, fault, fault.number in reached)
            row = dataclasses.asdict(fault) | {"batch": built.batch.number + 1, "annexed": built.batch.annexed}
            self.faults.append(row | {"caught": caught.get(fault.number, ""), "why": why})
        tell(f"batch {built.batch.number + 1}: {len(caught)} of {len(built.faults)} faults caught")

    def against_psyclone(self, batches: list[running.Built], number: int, tell) -> None:
        """Halo exchanges in the PSy layers of both programs, by schedule; of each batch as many."""
        each = -(-number // len(batches))
        for built in batches:
            ours = psyclone.count((built.folder / "batch_mod_psy.f90").read_text())
            theirs = psyclone.exchanges(built.folder, built.batch.annexed, each)
            for schedule in range(1, min(each, len(built.batch.schedules)) + 1):
                row = {"batch": built.batch.number + 1, "schedule": schedule}
                self.exchanges.append(row | {"isotach": ours[schedule], "psyclone": theirs[schedule]})
            tell(f"batch {built.batch.number + 1}: exchanges compared with PSyclone's")

    @property
    def more_exchanges(self) -> list[dict]:
        return [row for row in self.exchanges if row["isotach"] > row["psyclone"]]

    def as_json(self) -> dict:
        names = ("schedules", "runs", "mismatches", "faults", "exchanges", "seconds")
        return {"features": dict(sorted(self.features.items()))} | {name: getattr(self, name) for name in names}

    def report(self, ranks: list[int], checks: list[str]) -> str:
        out = ["features hit:"]
        out += [f"  {count:6}  {name}" for name, count in sorted(self.features.items()) if count]
        out.append("never hit: " + (", ".join(sorted(never_hit(self.features))) or "none"))
        out.append(
            f"{self.schedules} schedules on {', '.join(map(str, ranks))} ranks, LFRIC_CHECK {' and '.join(checks)}: "
            f"{self.runs} runs, {len(self.mismatches)} mismatches, {self.seconds:.0f} s"
        )
        out += self.mismatches
        if self.faults:
            out.append("faults:")
            for kind in faults.KINDS:
                rows = [row for row in self.faults if row["kind"] == kind]
                by_result = sum(row["caught"] == "result" for row in rows)
                by_runtime = sum(row["caught"] == "runtime" for row in rows)
                harmless = sum(bool(row["why"]) and row["why"] != UNEXPLAINED for row in rows)
                out.append(
                    f"  {kind:10} {len(rows):5} planted, {by_result:5} caught by the result, {by_runtime:4} by a check of "
                    f"the runtime, {harmless:4} change nothing, {len(rows) - by_result - by_runtime - harmless:3} not explained"
                )
            total, caught = len(self.faults), sum(bool(row["caught"]) for row in self.faults)
            harmful = total - sum(bool(row["why"]) and row["why"] != UNEXPLAINED for row in self.faults)
            out.append(
                f"  {caught} of {total} caught; of the {harmful} that change something {100 * caught / max(harmful, 1):.1f} %"
            )
            for (kind, why), count in sorted(
                collections.Counter((r["kind"], r["why"]) for r in self.faults if r["why"]).items()
            ):
                out.append(f"  {count:5}  {kind}: {why}")
        if self.exchanges:
            ours, theirs = (sum(row[name] for row in self.exchanges) for name in ("isotach", "psyclone"))
            out.append(
                f"halo exchanges of {len(self.exchanges)} schedules: {ours}, PSyclone {theirs}; "
                f"{len(self.more_exchanges)} schedules with more than PSyclone's, "
                f"{sum(row['isotach'] < row['psyclone'] for row in self.exchanges)} with fewer"
            )
            out += [f"  more: {row}" for row in self.more_exchanges]
        return "\n".join(out)


UNEXPLAINED = "not explained"


def survivor_class(built: running.Built, fault: faults.Fault, reached: bool) -> str:
    """Why a fault changes nothing, as far as that can be told from the run and the text around it."""
    if not reached:
        return "never reached: the halo is clean whenever this code asks"
    lines = built.layer.splitlines()
    if fault.kind in ("drop", "depth", "component") and "exchange" in fault.what and only_adds(built, fault, lines):
        return "the loop that it is for only adds to the field: owned dofs need owned dofs alone, and the copies are stale afterwards"
    if fault.kind in ("dirty", "component"):
        return flag_class(fault, lines)
    return UNEXPLAINED


def only_adds(built: running.Built, fault: faults.Fault, lines: list[str]) -> bool:
    """Whether the kernels that an exchange is for, by the comment above it, have the field as GH_INC."""
    comment = next(lines[i] for i in range(fault.line, 0, -1) if lines[i].lstrip().startswith("! "))
    reason = re.search(r"! (.*) reads? (?:annexed dofs|the halo) of (\w+?)(?:_\d)?[; ]", comment)
    if not reason:
        return False
    readers = [name.removesuffix("_code") for name in reason[1].split(", ")]
    accesses = set()
    for call in (call for invoke in built.batch.schedules[fault.schedule - 1] for call in invoke):
        if call.kernel and call.kernel.name in readers:
            for argument, actual in zip(call.kernel.arguments, call.actuals, strict=True):
                if actual.text.split("(")[0] == reason[2]:
                    accesses.add(argument.access)
    return accesses == {"gh_inc"}


def flag_class(fault: faults.Fault, lines: list[str]) -> str:
    """Of a set_dirty left out: what the flag said before, or what follows."""
    proxy = fault.what.split()[2]
    first = max(i for i in range(fault.line) if faults.BEGIN.match(lines[i]))
    last = next(i for i in range(fault.line, len(lines)) if lines[i].strip() == f"end subroutine {fault.invoke}")
    event = re.compile(rf"call {re.escape(proxy)}%(halo_exchange|set_dirty|set_clean)")
    before = [found[1] for i in range(first, fault.line) if (found := event.search(lines[i]))]
    after = [found[1] for i in range(fault.line + 1, last) if (found := event.search(lines[i]))]
    if after[:1] == ["set_dirty"]:
        return "a later loop declares the same copies stale before anything asks"
    if after[:1] == ["set_clean"] and fault.kind == "dirty":
        return "set_clean follows at once, and no deeper copies were clean"
    if before[-1:] == ["set_dirty"]:
        return "the copies were declared stale by an earlier loop, and not brought up to date since"
    start = next(i for i, line in enumerate(lines) if f"subroutine invoke_s{fault.schedule}_" in line)
    name = proxy.split("_")[0]
    cleaned = re.compile(rf"call {name}(_\d+)?_proxy(\(\d\))?%(halo_exchange|set_clean)")
    if not any(cleaned.search(lines[i]) for i in range(start, fault.line)):
        return "the copies are stale from the start of the schedule, and were never brought up to date"
    return UNEXPLAINED


def never_hit(features: collections.Counter) -> set[str]:
    wanted = {f"built-in {builtin.name}" for builtin in builtins.BUILTINS}
    wanted |= {f"{access} {space}" for access in ("gh_inc", "gh_readinc") for space in kernels.CONTINUOUS}
    wanted |= {f"{access} {space}" for access in ("gh_write", "gh_read") for space in kernels.SPACES}
    wanted |= {f"gh_readwrite {space}" for space in kernels.DISCONTINUOUS}
    wanted |= {f"stencil {shape} on {space}" for shape in kernels.SHAPES for space in ("w0", "w3")}
    return {name for name in wanted if not features[name]}
