# The one page of commands. Each target is a line: the work is in tools/, where it can be read and tested.
J ?= $(shell nproc 2>/dev/null || echo 2)
PRESET ?= dev
export J
# Examples run on the optimised program, and on another only where PRESET asks for it, as .ci/run does.
EXAMPLES = $(if $(filter file,$(origin PRESET)),release,$(PRESET))

PYTHON = .venv/bin/python

.DEFAULT_GOAL = help
.PHONY: help build runtime demo demo-mpi test test-full golden examples bench fuzz coverage format format-check clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

build:  ## the program, optimised: build/release/bin/isotach
	@tools/bootstrap.sh build
	@tools/build.sh release

runtime:  ## the LFRic-compatible runtime on MPI: build/runtime (runtime/lfric/README.md)
	@tools/bootstrap.sh test
	@tools/build_runtime.sh

demo:  ## install what is needed, build, run examples/turbulence/demo.py
	@tools/bootstrap.sh run
	@tools/build.sh release
	@$(PYTHON) tools/run_examples.py --script demo.py turbulence

demo-mpi:  ## install what is needed, compile examples/lfric with isotach, run each program on 1 and on 4 ranks
	@tools/bootstrap.sh test
	@tools/build.sh release
	@$(PYTHON) tools/lfric_programs.py run --compiler isotach --ranks 1,4
	@$(PYTHON) tools/lfric_programs.py run diffusion spaces --compiler isotach --script examples/lfric/colour_omp.py --ranks 1,4 --threads 1,2

test:  ## every test in random order (SEED=n repeats one, ONLY=folder of tests/ or a file, PRESET=dev|check|asan|release, J=jobs)
	@tools/bootstrap.sh test
	@tools/build.sh $(PRESET) -DISOTACH_TESTS=ON
	@$(PYTHON) tools/run_tests.py --preset $(PRESET) --jobs $(J) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

test-full:  ## the same, with all of what make test samples: every PSy layer, the whole matrix of kernels, a release wheel
	@ISOTACH_FULL=1 $(MAKE) --no-print-directory test

golden:  ## rewrite the expected output of golden tests (ONLY=folder of tests/ or a file); read the diff before committing
	@tools/bootstrap.sh test
	@TARGET=isotach tools/build.sh dev -DISOTACH_TESTS=ON
	@$(PYTHON) tools/golden.py --update $(ONLY)

examples:  ## run.py of every folder of examples/ (those of examples/lfric need MPI and PSyclone; PRESET=check as in CI)
	@tools/bootstrap.sh test
	@tools/build.sh $(EXAMPLES) $(if $(filter release,$(EXAMPLES)),,-DISOTACH_TESTS=ON)
	@ISOTACH_BINARY=$(CURDIR)/build/$(EXAMPLES)/bin/isotach $(PYTHON) tools/run_examples.py

bench:  ## compare with Flang, fparser, tree-sitter, f2py and PSyclone (ONLY=parse|call|build|halo|psykal|scripts|analysis, JSON=file)
	@tools/bootstrap.sh test
	@tools/build.sh release
	@$(PYTHON) bench/run.py $(ONLY) $(if $(JSON),--json $(JSON))

fuzz:  ## libFuzzer targets of the front end (SECONDS=60 each, TARGET=lexer|preprocessor|parser|fixed_form|included|edit, CORPUS=DIR)
	@tools/bootstrap.sh test
	@tools/build.sh fuzz
	@$(PYTHON) tools/fuzz.py --jobs $(J) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(TARGET),--target $(TARGET)) $(if $(CORPUS),--corpus $(CORPUS))

coverage:  ## lines no test reached, C++ and Python (STAGE=lex for one folder of src/)
	@tools/bootstrap.sh dev
	@tools/build.sh coverage -DISOTACH_TESTS=ON
	@$(PYTHON) tools/coverage_report.py --jobs $(J) $(if $(STAGE),--stage $(STAGE)) $(if $(ONLY),--only $(ONLY))

format:  ## clang-format and ruff over our own sources (FILES=... for some)
	@tools/bootstrap.sh dev
	@$(PYTHON) tools/format.py $(FILES)

format-check:  ## what make format would change, without changing it
	@tools/bootstrap.sh dev
	@$(PYTHON) tools/format.py --check $(FILES)

clean:  ## remove build/, coverage/ and dist/; .venv stays
	rm -rf build coverage dist
