// Lexing and parsing inside one process, in bytes per second: bench_front_end [benchmark options] PATH...
//
// Of a folder, all Fortran below it counts as one input. bench/run.py compares whole programs; this one tells
// the stages apart, for the work on the front end itself, with a profiler. `copy` is what memory allows: the
// same bytes read and written once.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
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

void measure(benchmark::State& state, const Input* input, void (*stage)(const SourceFile&)) {
  for (auto _ : state)
    for (const auto& source : input->files) stage(*source);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * input->bytes);
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
