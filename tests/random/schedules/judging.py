"""What runs of random schedules told: features, mismatches, faults caught, exchanges against PSyclone's."""

import collections
import dataclasses

from schedules import builtins, faults, harmless, kernels, psyclone, running


class Found:
    def __init__(self):
        self.features: collections.Counter = collections.Counter()
        self.schedules = self.runs = 0
        self.mismatches: list[str] = []
        self.faults: list[dict] = []
        self.exchanges: list[dict] = []
        self.seconds = 0.0

    def run(self, built, places: list[tuple[int, int]], checks: list[str], in_turn: bool, only, tell) -> None:
        """Every schedule of a batch, or those in `only`, on each number of ranks and threads with each mode; or the modes
        take turns, other ones for each batch."""
        batch = built.batch
        wanted = [(number, 0) for number in only or range(1, len(batch.schedules) + 1)]
        self.features += batch.features
        self.schedules += len(wanted)
        for place, (count, each) in enumerate(places):
            on = f"{count} ranks, {each} threads"
            for check in [checks[(place + batch.number) % len(checks)]] if in_turn else checks:
                outcomes = running.run(built, count, check, wanted, each)
                self.runs += len(outcomes)
                for outcome in outcomes:
                    if outcome.wrong:
                        where = f"batch {batch.number + 1}, schedule {outcome.schedule}, {on}, {check}"
                        self.mismatches.append(f"{where}: {outcome.wrong}; see {built.folder}/batch_mod.x90")
                        tell(self.mismatches[-1])
            tell(f"batch {batch.number + 1}: {len(wanted)} schedules on {on}, {len(self.mismatches)} mismatches")

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
        lines = built.layer.splitlines()
        for fault in built.faults:
            why = "" if fault.number in caught else harmless.why(built.batch, lines, fault, fault.number in reached)
            row = dataclasses.asdict(fault) | {"batch": built.batch.number + 1, "annexed": built.batch.annexed}
            row["reached"] = fault.number in reached
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

    def report(self, ranks: str, checks: list[str]) -> str:
        out = ["features hit:"]
        out += [f"  {count:6}  {name}" for name, count in sorted(self.features.items()) if count]
        out.append("never hit: " + (", ".join(sorted(never_hit(self.features))) or "none"))
        out.append(
            f"{self.schedules} schedules on {ranks.replace(',', ', ')} ranks, LFRIC_CHECK {' and '.join(checks)}: "
            f"{self.runs} runs, {len(self.mismatches)} mismatches, {self.seconds:.0f} s"
        )
        out += self.mismatches
        if self.faults:
            out.append("faults:")
            for kind in faults.KINDS:
                rows = [row for row in self.faults if row["kind"] == kind]
                by_result = sum(row["caught"] == "result" for row in rows)
                by_runtime = sum(row["caught"] == "runtime" for row in rows)
                nothing = sum(bool(row["why"]) and row["why"] != harmless.UNEXPLAINED for row in rows)
                out.append(
                    f"  {kind:10} {len(rows):5} planted, {by_result:5} caught by the result, {by_runtime:4} by a check of "
                    f"the runtime, {nothing:4} change nothing, {len(rows) - by_result - by_runtime - nothing:3} not explained"
                )
            total, caught = len(self.faults), sum(bool(row["caught"]) for row in self.faults)
            harmful = total - sum(bool(row["why"]) and row["why"] != harmless.UNEXPLAINED for row in self.faults)
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


OPERATES_ON = ["cell_column", "owned_cell_column", "halo_cell_column", "owned_and_halo_cell_column", "dof", "domain"]


def never_hit(features: collections.Counter) -> set[str]:
    wanted = {f"built-in {builtin.name}" for builtin in builtins.BUILTINS}
    wanted |= {f"{access} {space}" for access in ("gh_inc", "gh_readinc") for space in kernels.CONTINUOUS}
    wanted |= {f"{access} {space}" for access in ("gh_write", "gh_read") for space in kernels.SPACES}
    wanted |= {f"gh_readwrite {space}" for space in kernels.DISCONTINUOUS}
    wanted |= {f"stencil {shape} on {space}" for shape in kernels.SHAPES for space in ("w0", "w3")}
    wanted |= {"gh_evaluator", "gh_evaluator_targets", "gh_quadrature_xyoz", "array of reals", "array of integers"}
    wanted |= {f"{word} of {space}" for word in ("gh_basis", "gh_diff_basis") for space in kernels.SPACES}
    wanted |= {f"{access} r_solver" for access in ("gh_read", "gh_write", "gh_readwrite", "gh_inc", "gh_readinc")}
    wanted |= {f"operates_on {word}" for word in OPERATES_ON} | {"built-in on r_solver", "built-in real_to_real_X"}
    wanted |= {f"COMPUTE_ANNEXED_DOFS {value}" for value in ("true", "false")} | {"result of a reduction read"}
    return {name for name in wanted if not features[name]}
