// Lexing and parsing inside one process, in bytes per second: bench_front_end [benchmark options] PATH...
//
// Of a folder, all Fortran below it counts as one input. bench/run.py compares whole programs; this one tells
// the stages apart, for the work on the front end itself, with a profiler. `copy` is what memory allows: the
// same bytes read and written once. A virtual machine's clock may be half of what it was a minute ago, so
// that `cycles/byte` says more than bytes per second; `GHz` is the clock meanwhile, by additions that wait
// for each other.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "driver/source_files.h"
#include "parse/parse.h"

namespace {

using namespace isotach;

struct Input {
  std::vector<std::unique_ptr<SourceFile>> files;
  std::int64_t bytes = 0;
};

LexOptions options_of(const SourceFile& source) {
  LexOptions options;
  options.form = form_of_path(source.path());
  return options;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Cycles a second: one addition waits for the other, and each takes a cycle.
double clock_rate() {
  constexpr int additions = 4'000'000;
  double start = thread_seconds();
  std::uint64_t sum = 0;
  for (int i = 0; i < additions; ++i) {
    sum += 1;
    benchmark::DoNotOptimize(sum); // kept in its register, but not folded
  }
  return additions / (thread_seconds() - start);
}

void measure(benchmark::State& state, const Input* input, void (*stage)(const SourceFile&)) {
  double cycles = 0, rates = 0;
  for (auto _ : state) {
    double start = thread_seconds();
    for (const auto& source : input->files) stage(*source);
    double seconds = thread_seconds() - start;
    state.PauseTiming();
    double rate = clock_rate();
    state.ResumeTiming();
    cycles += seconds * rate;
    rates += rate;
  }
  auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * input->bytes);
  state.counters["cycles/byte"] = cycles / rounds / static_cast<double>(input->bytes);
  state.counters["GHz"] = rates / rounds / 1e9;
}

void copy_file(const SourceFile& source) {
  std::string text(source.text());
  benchmark::DoNotOptimize(text.data());
}

void lex_file(const SourceFile& source) {
  NameTable names;
  Diagnostics diagnostics;
  benchmark::DoNotOptimize(lex(source, options_of(source), names, diagnostics));
}

void parse_file(const SourceFile& source) {
  ParseOptions options;
  options.lex = options_of(source);
  Diagnostics diagnostics;
  benchmark::DoNotOptimize(parse(source, options, diagnostics));
}

bool read_input(const std::string& path, Input& input) {
  Diagnostics diagnostics;
  for (const std::string& file : expand_folders({path}, diagnostics)) {
    ReadFailure failure;
    auto source = read_source(file, failure);
    if (!source) {
      std::fprintf(stderr, "cannot read '%s': %s\n", file.c_str(), failure.reason.c_str());
      return false;
    }
    input.bytes += source->size();
    input.files.push_back(std::move(source));
  }
  return input.bytes > 0;
}

} // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::vector<std::unique_ptr<Input>> inputs;
  for (int i = 1; i < argc; ++i) {
    auto input = std::make_unique<Input>();
    if (!read_input(argv[i], *input)) return 1;
    std::string name = std::filesystem::path(argv[i]).filename();
    auto add = [&](const std::string& stage, void (*run)(const SourceFile&)) {
      benchmark::RegisterBenchmark((stage + "/" + name).c_str(), measure, input.get(), run)
          ->Unit(benchmark::kMillisecond);
    };
    add("copy", copy_file);
    add("lex", lex_file);
    add("lex+parse", parse_file);
    inputs.push_back(std::move(input));
  }
  if (inputs.empty()) {
    std::fprintf(stderr, "usage: bench_front_end [benchmark options] PATH...\n");
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
}
