#include "toolchain/source_options.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/strings.h"
#include "toolchain/kinds.h"
#include "toolchain/words.h"

namespace isotach {

namespace {

bool has_part(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Words that look as if they changed kinds or form and are in no row of the table.
bool looks_like_one(std::string_view word) {
  if (word.starts_with("-f")) {
    std::string_view rest = word.substr(word.starts_with("-fno-") ? 5 : 2);
    return has_part(rest, "real-") || rest.ends_with("real") || has_part(rest, "integer") ||
           has_part(rest, "line-length") || rest.starts_with("default-") || rest.starts_with("dec-") ||
           rest.starts_with("d-lines") || rest.starts_with("fixed") || rest.starts_with("free-");
  }
  for (std::string_view start : {"-real-", "-integer-", "-double-", "-Mr8", "-Mi8", "-extend-source"})
    if (word.starts_with(start)) return true;
  return word == "-r4" || word == "-r16" || word == "-i2" || word == "-80" || word == "-72";
}

} // namespace

struct SourceOptionReader::Row {
  enum class Owner { gnu, nvidia, intel };

  enum class Effect {
    default_real_8,
    default_real_10,
    default_real_16,
    default_double_8,
    default_integer_8,
    integer_4,
    real_4,
    real_8,
    real_alone,
    real_bits,
    integer_bits,
    fixed_form,
    free_form,
    fixed_columns,
    free_columns,
    debug_lines,
    openmp,
    openmp_simd,
    openacc,
    preprocess,
    nothing,
    refused
  };

  Owner owner;
  std::string_view word;
  Effect effect;
  int value;
  std::string_view in_gfortran;
};

// What a UnitForm says: the compiler hears of it from there.
bool SourceOptionReader::is_unit_form(const Row& row, bool off) {
  return row.effect == Row::Effect::fixed_form || row.effect == Row::Effect::free_form ||
         row.effect == Row::Effect::fixed_columns ||
         (row.effect == Row::Effect::debug_lines && row.value != 0 && !off);
}

// The row of a word; `value` is what follows = or the last -.
const SourceOptionReader::Row* SourceOptionReader::find(const std::string& word, bool& off,
                                                        std::string& value) {
  static constexpr Row rows[] = {
#define ISOTACH_SOURCE_OPTION(owner, word, effect, value, in_gfortran)                                       \
  {Row::Owner::owner, word, Row::Effect::effect, value, in_gfortran},
#include "toolchain/source_options.def"
  };
  off = word.starts_with("-fno-");
  std::string positive = off ? "-f" + word.substr(5) : word;
  for (const Row& row : rows) {
    if (row.word == positive) return &row;
    char last = row.word.back();
    if (last != '=' && last != 'N') continue;
    std::string_view stem = row.word.substr(0, row.word.size() - 1);
    if (last == 'N' && positive.starts_with(stem)) {
      value = positive.substr(stem.size());
      bool number = !value.empty() && std::all_of(value.begin(), value.end(), is_digit);
      if (number || value == "none") return &row;
    }
    if (last != '=') continue;
    std::string_view name = stem; // -real-size=64, -real-size 64
    if (positive == name) return &row;
    if (positive.starts_with(row.word)) {
      value = positive.substr(row.word.size());
      return &row;
    }
  }
  return nullptr;
}

void SourceOptionReader::refuse(const std::string& word, const std::string& what) {
  diagnostics_.report(kinds::OptionNotFollowed, {}, word, what);
}

void SourceOptionReader::take(std::vector<std::string>& words) {
  take_preprocessor_words(words, options_.defines, options_.undefines, options_.include_dirs);
  Words rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    bool off = false;
    std::string value;
    const Row* row = find(word, off, value);
    if (!row) {
      if (looks_like_one(word))
        refuse(word, "it looks like an option for kinds or source form; docs/build.md lists those that are");
      else if (word == "-include" || word == "-imacros") refuse(word, "put a line #include into the source");
      else if (word.size() > 1 && word[0] == '@')
        refuse(word, "files of options are not read; write the options themselves");
      rest.push_back(word);
      continue;
    }
    Words taken{word};
    bool separate = row->word.ends_with('=') && word.size() + 1 == row->word.size();
    if (separate && i + 1 < words.size()) {
      value = words[++i];
      taken.push_back(value);
    }
    bool foreign = (family_ == CompilerFamily::gnu && row->owner != Row::Owner::gnu) ||
                   (family_ == CompilerFamily::nvidia && row->owner == Row::Owner::intel);
    if (foreign && row->effect != Row::Effect::nothing) {
      if (family_ == CompilerFamily::gnu)
        refuse(word, fmt::format("it is another compiler's; gfortran has {}", row->in_gfortran));
      else refuse(word, "it is another compiler's; see the manual of nvfortran");
    } else if (!apply(*row, word, off, value)) {
      append(rest, taken);
    } else if (!is_unit_form(*row, off)) {
      append(options_.own_words, taken);
    }
  }
  words = std::move(rest);
}

// False: the word is left where it was, since it concerns other files and the link too.
bool SourceOptionReader::apply(const Row& row, const std::string& word, bool off, const std::string& value) {
  bool on = (row.value != 0) != off;
  auto bits_to_kind = [&](int& kind, std::initializer_list<int> bits) {
    int number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    if (std::find(bits.begin(), bits.end(), number) == bits.end())
      refuse(word, fmt::format("its value is {}", fmt::join(bits, ", ")));
    else kind = number / 8;
  };
  using Effect = Row::Effect;
  switch (row.effect) {
  case Effect::default_real_8: default_real_8_ = on; return true;
  case Effect::default_real_10: default_real_10_ = on; return true;
  case Effect::default_real_16: default_real_16_ = on; return true;
  case Effect::default_double_8: default_double_8_ = on; return true;
  case Effect::default_integer_8: default_integer_8_ = on; return true;
  case Effect::integer_4: integer_4_ = row.value; return true;
  case Effect::real_4: real_4_ = row.value; return true;
  case Effect::real_8: real_8_ = row.value; return true;
  case Effect::real_alone: real_alone_ = row.value; return true;
  case Effect::real_bits: bits_to_kind(real_alone_, {32, 64}); return true;
  case Effect::integer_bits: {
    int kind = 4;
    bits_to_kind(kind, {32, 64});
    default_integer_8_ = kind == 8;
    return true;
  }
  case Effect::fixed_form: options_.form = UnitForm::Form::fixed; return true;
  case Effect::free_form: options_.form = UnitForm::Form::free; return true;
  case Effect::fixed_columns: {
    std::uint32_t columns = static_cast<std::uint32_t>(row.value);
    if (row.value == 0 && value != "none")
      std::from_chars(value.data(), value.data() + value.size(), columns);
    options_.fixed_columns = columns == 0 ? unlimited_columns : columns;
    if (columns != 0 && columns < 7) refuse(word, "a line of fixed form has at least 7 columns");
    return true;
  }
  case Effect::free_columns: return true; // the compiler says where a line is longer
  case Effect::debug_lines: options_.debug_lines = on; return true;
  case Effect::openmp: options_.openmp = on; return false;
  case Effect::openmp_simd: openmp_simd_ = on; return false;
  case Effect::openacc: options_.openacc = on; return false;
  case Effect::preprocess: options_.preprocess = row.value != 0; return true;
  case Effect::refused:
    if (on) refuse(word, std::string(row.in_gfortran));
    return false;
  case Effect::nothing: return false;
  }
  return false;
}

SourceOptions SourceOptionReader::result() const {
  SourceOptions options = options_;
  KindOptions& kinds = options.kinds;
  kinds.integer_4 = integer_4_;
  kinds.real_4 = real_4_;
  kinds.real_8 = real_8_;
  kinds.integer = default_integer_8_ ? 8 : integer_4_;
  bool wider = default_real_8_ || default_real_10_ || default_real_16_;
  kinds.real = default_real_8_ ? 8 : default_real_10_ ? 10 : default_real_16_ ? 16 : real_4_;
  kinds.double_precision = default_double_8_ ? 8 : wider ? 16 : real_8_;
  if (real_alone_ != 0) kinds.real = real_alone_;
  options.openmp_lines = options.openmp || openmp_simd_;
  return options;
}

} // namespace isotach
