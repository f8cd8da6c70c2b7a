// Lexing and parsing inside one process, in bytes per second: bench_front_end [benchmark options] FILE...
//
// bench/run.py compares whole programs; this one is for the work on the front end itself, with a profiler.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>

#include "parse/parse.h"

namespace {

using namespace isotach;

LexOptions options_of(const SourceFile& source) {
  LexOptions options;
  options.form = form_of_path(source.path());
  return options;
}

void report(benchmark::State& state, const SourceFile& source) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * source.size());
  state.counters["lines"] = source.line_count();
}

void measure_lex(benchmark::State& state, const SourceFile* source) {
  LexOptions options = options_of(*source);
  for (auto _ : state) {
    NameTable names;
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(lex(*source, options, names, diagnostics));
  }
  report(state, *source);
}

void measure_parse(benchmark::State& state, const SourceFile* source) {
  ParseOptions options;
  options.lex = options_of(*source);
  for (auto _ : state) {
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(parse(*source, options, diagnostics));
  }
  report(state, *source);
}

} // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::vector<std::unique_ptr<SourceFile>> sources;
  for (int i = 1; i < argc; ++i) {
    ReadFailure failure;
    auto source = read_source(argv[i], failure);
    if (!source) {
      std::fprintf(stderr, "cannot read '%s': %s\n", argv[i], failure.reason.c_str());
      return 1;
    }
    std::string name = std::strrchr(argv[i], '/') ? std::strrchr(argv[i], '/') + 1 : argv[i];
    benchmark::RegisterBenchmark(("lex/" + name).c_str(), measure_lex, source.get());
    benchmark::RegisterBenchmark(("parse/" + name).c_str(), measure_parse, source.get());
    sources.push_back(std::move(source));
  }
  if (sources.empty()) {
    std::fprintf(stderr, "usage: bench_front_end [benchmark options] FILE...\n");
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
}
