// The fuzz targets as tests: each fixture, and a fixed number of mutants of them, always the same ones.
// libFuzzer looks for new inputs (make fuzz); this holds the invariants on every build, with any compiler.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <random>
#include <string>
#include <vector>

extern "C" {
int fuzz_lexer(const std::uint8_t* data, std::size_t size);
int fuzz_preprocessor(const std::uint8_t* data, std::size_t size);
int fuzz_parser(const std::uint8_t* data, std::size_t size);
int fuzz_fixed_form(const std::uint8_t* data, std::size_t size);
int fuzz_included(const std::uint8_t* data, std::size_t size);
int fuzz_edit(const std::uint8_t* data, std::size_t size);
}

namespace {

struct Target {
  const char* name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};
void PrintTo(const Target& target, std::ostream* out) { *out << target.name; } // ctest's name of the case
constexpr Target targets[] = {{"lexer", fuzz_lexer},       {"preprocessor", fuzz_preprocessor},
                              {"parser", fuzz_parser},     {"fixed_form", fuzz_fixed_form},
                              {"included", fuzz_included}, {"edit", fuzz_edit}};

constexpr std::size_t largest = 20'000;

std::string input; // what is being tried: a violated invariant ends the program, and this is then kept
const std::string kept = std::string(ISOTACH_FUZZ_FINDINGS) + "." + std::to_string(std::random_device{}());

void keep_input(int signal) {
  std::ofstream(kept, std::ios::binary) << input;
  std::fprintf(stderr, "the input is %s\n", kept.c_str());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Target& target, std::string text) {
  input = std::move(text);
  target.run(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> fixtures() {
  std::vector<std::filesystem::path> paths;
  for (const char* folder : {"tests", "examples"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(ISOTACH_SOURCE_DIR) / folder)) {
      std::string type = entry.path().extension();
      std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
      bool fortran = type == ".f90" || type == ".f" || type == ".for" || type == ".x90";
      if (fortran && entry.is_regular_file() && entry.file_size() < largest) paths.push_back(entry.path());
    }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string mutant() {
    std::string text = seeds_[below(seeds_.size())];
    for (std::size_t i = 1 + below(4); i > 0; --i) mutate(text);
    return text.substr(0, largest);
  }

 private:
  // The standard's distributions differ between libraries; a remainder does not.
  std::size_t below(std::size_t count) { return random_() % count; }
  std::size_t place(const std::string& text) { return below(text.size() + 1); }
  std::size_t line_start(const std::string& text) {
    std::size_t newline = text.find('\n', place(text));
    return newline == std::string::npos ? 0 : newline + 1;
  }

  void mutate(std::string& text) {
    static const char* const words[] = {
        "&",  "\n",  ";",  "!",    "'",       "\"",       "(",       ")",         "=",      "=>",
        "::", "end", "do", "if (", "#if X\n", "#endif\n", "#else\n", "!$acc ",    "!$omp ", "\r\n",
        "\t", "10 ", "_",  "%",    "//",      "(/",       "type",    "function ", "*",      ","};
    std::size_t at = place(text);
    switch (below(6)) {
    case 0: text.insert(at, words[below(std::size(words))]); break;
    case 1: text.erase(at, 1 + below(8)); break;
    case 2:
      if (at < text.size()) text[at] = static_cast<char>(random_());
      break;
    case 3: { // lines of another file
      const std::string& other = seeds_[below(seeds_.size())];
      std::size_t from = line_start(other);
      text.insert(line_start(text), other, from, below(400));
      break;
    }
    case 4: { // a line goes
      std::size_t from = line_start(text);
      text.erase(from, text.find('\n', from) - from);
      break;
    }
    default: text.insert(at, text, place(text), below(100)); break; // a piece twice
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 random_{1};
};

class Mutated : public testing::TestWithParam<Target> {};

TEST_P(Mutated, fixtures_and_their_mutants_hold_the_invariants) {
  for (int signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, keep_input);
  std::vector<std::string> seeds = fixtures();
  ASSERT_GT(seeds.size(), 200u);
  for (const std::string& seed : seeds) run(GetParam(), seed);
  Mutator mutator(seeds);
  for (int i = 0; i < ISOTACH_FUZZ_MUTANTS; ++i) run(GetParam(), mutator.mutant());
}

INSTANTIATE_TEST_SUITE_P(Targets, Mutated, testing::ValuesIn(targets),
                         [](const testing::TestParamInfo<Target>& info) { return info.param.name; });

} // namespace
