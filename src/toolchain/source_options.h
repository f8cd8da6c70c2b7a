// Source options: what the words of a compiler's command line change in what a source means, so that the
// reader of the sources reads what the compiler compiles.
//
// source_options.def is the table of them. A word that looks as if it belonged there and does not is refused:
// kinds that differ between a caller and the code give wrong numbers without a word.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/kind_options.h"
#include "diagnostics/diagnostics.h"
#include "toolchain/options.h"

namespace isotach {

struct SourceOptions {
  KindOptions kinds;
  UnitForm::Form form = UnitForm::Form::by_name;
  std::optional<std::uint32_t> fixed_columns; // none: not said, as for the next
  std::optional<bool> debug_lines;
  bool openmp_lines = false;            // what follows `!$ ` is Fortran
  bool openmp = false, openacc = false; // the macros are defined
  std::optional<bool> preprocess;
  std::vector<std::string> defines, undefines, include_dirs;
  // Words for the user's files alone: files that are written here say their kinds and their form themselves.
  std::vector<std::string> own_words;
};

class SourceOptionReader {
 public:
  // Options of this compiler; none: of any.
  SourceOptionReader(std::optional<CompilerFamily> family, Diagnostics& diagnostics)
      : family_(family), diagnostics_(diagnostics) {}

  // Takes the words that concern sources alone out of a command line; later lines win over earlier ones.
  void take(std::vector<std::string>& words);
  SourceOptions result() const;

 private:
  struct Row;
  static const Row* find(const std::string& word, bool& off, std::string& value);
  static bool is_unit_form(const Row& row, bool off);
  bool apply(const Row& row, const std::string& word, bool off, const std::string& value);
  void refuse(const std::string& word, const std::string& what);

  std::optional<CompilerFamily> family_;
  Diagnostics& diagnostics_;
  SourceOptions options_;
  // As gfortran keeps them: which wins is decided at the end.
  bool default_real_8_ = false, default_real_10_ = false, default_real_16_ = false, default_double_8_ = false;
  bool default_integer_8_ = false, openmp_simd_ = false;
  int integer_4_ = 4, real_4_ = 4, real_8_ = 8, real_alone_ = 0;
};

} // namespace isotach
