#!/usr/bin/env python3
"""Small wrong edits of src/analysis, and whether a fixed sample of nests sees them.

    python tests/random/loops/mutants.py [--build build/check] [--only TEXT] [--each N] [--list]

One program is built that has all edits in it, each of which an environment variable turns on (tools/mutated.py). It
explains the sample; where a mutant's verdict is another one, the nest's runs decide. A mutant is caught when a loop is
said to be parallel wrongly, or a safe loop that was parallel is refused; where neither is seen, by a golden test of
tests/analysis. One that nothing catches asks for a piece. Some minutes of processor time; CI only sees that each edit
still finds its place (test_random_loops.py).
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
import mutated
from loops import nests, running, soup

SRC = "src/analysis/"
# File, text that occurs once in it, what stands there instead. MUTANT is true when the mutant is on.
EDITS = [
    (SRC + file, old, new)
    for file, old, new in [
        # What may have copies.
        ("privatisation.cpp", "if (object.storage_set != 0 || !object.common.empty()) {", "if (!MUTANT && (object.storage_set != 0 || !object.common.empty())) {"),
        ("privatisation.cpp", "if (access.by_name_elsewhere) {", "if (access.by_name_elsewhere && !MUTANT) {"),
        ("privatisation.cpp", "if (access.write || !iteration.is_exposed(a)) continue;", "if (access.write || !iteration.is_exposed(a) || MUTANT) continue;"),
        ("privatisation.cpp", "bool jumps = has_jumps_around(facts, loop, writes);", "bool jumps = has_jumps_around(facts, loop, writes) && !MUTANT;"),
        ("privatisation.cpp", "before = shared(at);", "before = shared(at) || MUTANT;"),
        ("privatisation.cpp", "bool before = writing.node < reading.node", "bool before = (writing.node < reading.node || MUTANT)"),
        ("privatisation.cpp", "if (live && !all_written) {", "if (live && !all_written && !MUTANT) {"),
        ("privatisation.cpp", "result.last = live;", "result.last = live && !MUTANT;"),
        ("verdicts.cpp", "if (copy.first) verdict.firstprivates.push_back(name);", "if (copy.first && !MUTANT) verdict.firstprivates.push_back(name);"),
        ("verdicts.cpp", "if (copy.last) verdict.lastprivates.push_back(name);", "if (copy.last && !MUTANT) verdict.lastprivates.push_back(name);"),
        ("flow.cpp", "} else if (access.certain && access.whole && !access.through_pointer) {", "} else if ((access.certain || MUTANT) && access.whole && !access.through_pointer) {"),
        ("flow.cpp", "if (reached) state.meet(after[from - first]);", "if (reached && MUTANT) state.join(after[from - first]); else if (reached) state.meet(after[from - first]);"),
        ("flow.cpp", "else if (access.certain && access.whole) state.remove(bit);", "else if (MUTANT || (access.certain && access.whole)) state.remove(bit);"),
        ("flow.cpp", "outlives[i] = reachable(object) ||", "outlives[i] = !MUTANT && reachable(object) ||"),
        ("flow.cpp", "(object.storage == DataObject::Storage::dummy && !object.value);", "(object.storage == DataObject::Storage::dummy && !object.value && !MUTANT);"),
        ("coverage.cpp", "if (box->lower) below(", "if (box->lower && !MUTANT) below("),
        ("coverage.cpp", "if (box->upper) below(", "if (box->upper && !MUTANT) below("),
        ("coverage.cpp", "below((last - first) * (nest_", "if (!MUTANT) below((last - first) * (nest_"),
        ("coverage.cpp", "      below(value);\n", "      if (!MUTANT) below(value);\n"),
        ("coverage.cpp", "(loop.step != Affine(1) && loop.step != Affine(-1))) continue;", "(loop.step != Affine(1) && loop.step != Affine(-1) && !MUTANT)) continue;"),
        # Reductions. Two tests have no mutant, since others imply them: what an update reads is not changed before
        # it (kept_between), and no second update stands under its condition: find_locations refuses what the loop
        # accesses elsewhere.
        ("reductions.cpp", "(!operation.empty() && one != operation)", "(!operation.empty() && one != operation && !MUTANT)"),
        ("reductions.cpp", "if (!updates.contains(a)) return std::nullopt;", "if (!updates.contains(a) && !MUTANT) return std::nullopt;"),
        ("reductions.cpp", "if (operation->op == OperatorKind::plus) found += is_target(operation->right);", "if (MUTANT || operation->op == OperatorKind::plus) found += is_target(operation->right);"),
        ("reductions.cpp", "if (!operation || operation->op != op) {", "if (!operation || (operation->op != op && !(MUTANT && operation->op == OperatorKind::divide))) {"),
        ("reductions.cpp", "if (!find_locations(found.locations)) return std::nullopt;", "if (!find_locations(found.locations) && !MUTANT) return std::nullopt;"),
        ("reductions.cpp", "is_under(node, choice.condition);", "is_under(node, choice.condition) && (!MUTANT || node <= choice.update);"),
        ("reductions.cpp", "if (facts_.nodes[node].jumps || ", "if ((facts_.nodes[node].jumps && !MUTANT) || "),
        ("reductions.cpp", "if (written.contains(facts_.accesses[a].object) && !writes.contains(a)) return false;", "if (written.contains(facts_.accesses[a].object) && !writes.contains(a) && !MUTANT) return false;"),
        ("reductions.cpp", "if (!later_.any(loop_, access.location)) continue;", "if (MUTANT || !later_.any(loop_, access.location)) continue;"),
        ("reductions.cpp", "if (whole_numbers && value != BaseType::integer) return std::nullopt;", "if (whole_numbers && value != BaseType::integer && !MUTANT) return std::nullopt;"),
        # Names of one storage.
        ("aliases.cpp", "if (first.storage_set != 0 && first.storage_set == second.storage_set) return true;", "if (!MUTANT && first.storage_set != 0 && first.storage_set == second.storage_set) return true;"),
        ("aliases.cpp", "return may_be_pointed_to(other) ? Relation::may : Relation::apart;", "return may_be_pointed_to(other) && !MUTANT ? Relation::may : Relation::apart;"),
        ("aliases.cpp", "return object.target || object.pointer || object.storage == Storage::unknown;", "return (object.target && !MUTANT) || object.pointer || object.storage == Storage::unknown;"),
        ("aliases.cpp", "if (from == no_index || facts_.objects[from].storage == Storage::unknown) open.insert(access.object);", "if (MUTANT) continue; else if (from == no_index || facts_.objects[from].storage == Storage::unknown) open.insert(access.object);"),
        ("accesses.cpp", "if (part.subscripts || !part.given.empty()) open = made.whole = false;", "if ((part.subscripts || !part.given.empty()) && !MUTANT) open = made.whole = false;"),
        ("aliases.cpp", "return given && may_be_shared(first)", "return !MUTANT && given && may_be_shared(first)"),
        # Subscripts of procedures that are called.
        ("effects.cpp", "!changes[read.object];", "(!changes[read.object] || MUTANT);"),
        ("effects.cpp", "always_reached(made, access.node);", "(MUTANT || always_reached(made, access.node));"),
        ("calls.cpp", "Affine(subscripts[d].offset) - *of_dummy + *of_array;", "Affine(subscripts[d].offset) - (MUTANT ? 0 : *of_dummy) + *of_array;"),
        ("accesses.cpp", "made.certain = certain && !masked_;", "made.certain = certain && (!masked_ || MUTANT);"),
        ("verdicts.cpp", "    add_aliases(verdict, loop);\n", "    if (!MUTANT) add_aliases(verdict, loop);\n"),
        # Control flow and calls.
        ("verdicts.cpp", "    add_obstacles(verdict, loop);\n", "    if (!MUTANT) add_obstacles(verdict, loop);\n"),
        ("effects.cpp", "touch.write = access.write;", "touch.write = access.write && !MUTANT;"),
        ("effects.cpp", "bool outlives = dummy || object.storage == DataObject::Storage::lasting ||", "bool outlives = dummy || (object.storage == DataObject::Storage::lasting && !MUTANT) ||"),
        ("calls.cpp", "last.run = size;", "last.run = MUTANT ? 1 : size;"),
        ("calls.cpp", "by_name_elsewhere = touch.argument < 0;", "by_name_elsewhere = touch.argument < 0 && !MUTANT;"),
        # Subscripts. The quick test constant % each has none: without it the system says the same.
        ("dependence.cpp", "if (distance < 1 ||", "if (distance < (MUTANT ? 2 : 1) ||"),
        ("dependence.cpp", "if (each == 0) return constant != 0;", "if (each == 0) return MUTANT || constant != 0;"),
        ("dependence.cpp", "size(symbols.constant) % divisor != 0;", "(MUTANT || size(symbols.constant) % divisor != 0);"),
        ("dependence.cpp", "for (const Fact& fact : first.facts) system.add(fact, 0);", "for (const Fact& fact : first.facts) if (!MUTANT) system.add(fact, 0);"),
        ("dependence.cpp", "if (a && b) system.equal_zero(*a - *b);", "if (a && b && !MUTANT) system.equal_zero(*a - *b);"),
        ("nest_system.cpp", "  system.not_negative(iteration);\n", "  if (!MUTANT) system.not_negative(iteration);\n"),
        ("nest_system.cpp", "system.not_negative(step.constant > 0 ? upper - counter", "system.not_negative(step.constant > 0 || MUTANT ? upper - counter"),
        ("nest_system.cpp", "if (stride.constant != sign) {", "if (stride.constant != sign && !MUTANT) {"),
        ("nest_system.cpp", "if (lower) system.not_negative((at - *lower) * sign);", "if (lower && !MUTANT) system.not_negative((at - *lower) * sign);"),
        ("fact_system.cpp", "    not_negative(room - rest);\n", "    if (!MUTANT) not_negative(room - rest);\n"),
        ("fact_system.cpp", "      cases.push_back({{}, {operand - made}});\n", "      if (!MUTANT || cases.empty()) cases.push_back({{}, {operand - made}});\n"),
        ("nests.cpp", "case OperatorKind::lt: return OperatorKind::ge;", "case OperatorKind::lt: return MUTANT ? OperatorKind::gt : OperatorKind::ge;"),
        ("nests.cpp", "case OperatorKind::lt: facts.push_back({-difference - 1, Kind::not_negative}); break;", "case OperatorKind::lt: facts.push_back({-difference - (MUTANT ? 2 : 1), Kind::not_negative}); break;"),
        ("nests.cpp", "if ((op == OperatorKind::and_ && holds) || (op == OperatorKind::or_ && !holds)) {", "if ((op == OperatorKind::and_ && holds) || (op == OperatorKind::or_ && (!holds || MUTANT))) {"),
        ("nests.cpp", "bool before = value.kind == Kind::entry || !inside(value.node);", "bool before = value.kind == Kind::entry || !inside(value.node) || MUTANT;"),
        ("nests.cpp", "if (operation->op == OperatorKind::minus) return -*operand;", "if (operation->op == OperatorKind::minus && !MUTANT) return -*operand;"),
        ("affine.cpp", "return value - *whole * divisor;", "return value - *whole * (MUTANT ? 1 : divisor);"),
    ]
]  # fmt: skip


def verdict_key(verdict: running.Verdict | None) -> tuple:
    clauses = verdict.clauses if verdict else None
    return (verdict.verdict, repr(clauses)) if verdict else ("missing", "")


def lines_of(batch: running.Batch, nest: nests.Nest) -> list[int]:
    """The lines of the target and of the loops in it."""
    first, last = nest.procedure.span()
    at = batch.lines[nest.number] - nest.procedure.target
    return [at + number for number in range(first, last) if nests.DO.match(nest.procedure.lines[number])]


def caught(batch: running.Batch, normal: dict, other: dict) -> str:
    """What a mutant's verdicts do to the first nest where that shows."""
    for nest, known in batch.members:
        lines = lines_of(batch, nest)
        if all(verdict_key(normal.get(line)) == verdict_key(other.get(line)) for line in lines):
            continue
        only = running.Batch(batch.number, batch.folder, [(nest, known)], batch.lines)
        (row,) = running.judge(only, other, None)
        target = batch.lines[nest.number]
        if row.wrong:
            return f"wrong: nest {nest.number} ({', '.join(nest.pieces)}): {row.wrong}"
        if row.timid and normal[target].verdict == "parallel":
            return f"refused: nest {nest.number} ({', '.join(nest.pieces)})"
    return ""


def golden(program: pathlib.Path) -> str:
    """The first golden test that fails with a mutant."""
    done = subprocess.run(
        [sys.executable, running.ROOT / "tools" / "golden.py", running.ROOT / "tests" / "analysis"],
        capture_output=True,
        text=True,
        env=os.environ | {"ISOTACH_BINARY": str(program)},
    )
    return f"golden: {(done.stdout + done.stderr).split(chr(10))[0]}" if done.returncode else ""


def sample(each: int) -> list[tuple[nests.Nest, nests.Known]]:
    """Nests of one piece, safe and not; and random statements, a fifth as many."""
    members: list[tuple[nests.Nest, nests.Known]] = []
    number = 0
    for name in running.pieces():
        for bad in (False, True):
            wanted = len(members) + each
            for attempt in range(each * 6):
                number += 1
                made = nests.alone(name, bad, f"mutants {attempt}", None, number)
                if made and len(members) < wanted:
                    members.append(made)
    return members + [soup.make(3, number + one) for one in range(1, len(members) // 5)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--build",
        type=pathlib.Path,
        default=running.ROOT / "build/check",
        help="build folder whose other objects are used",
    )
    parser.add_argument("--only", default="", help="mutants whose file or text contains this, or numbers with commas")
    parser.add_argument("--each", type=int, default=6, help="nests of each piece, safe and not (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="only look whether each has its place")
    options = parser.parse_args()
    if problems := mutated.misplaced(EDITS):
        sys.exit("\n".join(problems))
    print(f"{len(EDITS)} mutants", flush=True)
    if options.list:
        return 0
    missed = []
    with tempfile.TemporaryDirectory(prefix="mutants_") as name:
        scratch = pathlib.Path(name)
        program = mutated.build(options.build.resolve(), scratch, "analysis", EDITS)
        members = sample(options.each)
        batch = running.write(0, members, scratch / "sample")
        command = [str(program), "explain"]
        os.environ.pop("ISOTACH_MUTANT", None)
        normal = running.explained(batch.source, command)
        if wrong := [row for row in running.judge(batch, normal, None) if row.wrong]:
            sys.exit(f"without a mutant: {wrong[0].number} {wrong[0].wrong}")
        for number, (file, old, _) in enumerate(EDITS, 1):
            wanted = options.only.split(",") if options.only.replace(",", "").isdigit() else []
            if str(number) not in wanted if wanted else options.only not in file + old:
                continue
            os.environ["ISOTACH_MUTANT"] = str(number)
            try:
                seen = caught(batch, normal, running.explained(batch.source, command)) or golden(program)
            except RuntimeError as error:
                seen = f"fails: {error}"
            print(
                f"{number:3} {file.removeprefix(SRC):18} {old.strip()[:60]:60} {seen[:110] or 'NOT CAUGHT'}", flush=True
            )
            if not seen:
                missed.append(number)
    print(f"{len(missed)} not caught" + (f": {missed}" if missed else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
