// Units in brackets: only text made of known symbols counts, so that [1..nproma] or [optional] stay text.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "interfaces/comments.h"

namespace isotach {

namespace {

// Symbols that take SI prefixes, and symbols that do not.
constexpr std::string_view prefixed[] = {"m", "g",  "s",   "K",  "A",   "mol", "Pa", "J", "W",  "N", "Hz",
                                         "V", "C",  "F",   "H",  "T",   "Wb",  "S",  "l", "L",  "t", "bar",
                                         "b", "eV", "rad", "Bq", "Ohm", "cal", "yr", "a", "sr", "Sv"};
constexpr std::string_view whole[] = {"min",
                                      "h",
                                      "hr",
                                      "hrs",
                                      "hour",
                                      "hours",
                                      "d",
                                      "day",
                                      "days",
                                      "month",
                                      "months",
                                      "year",
                                      "years",
                                      "sec",
                                      "second",
                                      "seconds",
                                      "minute",
                                      "minutes",
                                      "deg",
                                      "degree",
                                      "degrees",
                                      "degC",
                                      "deg_C",
                                      "degK",
                                      "degrees_north",
                                      "degrees_east",
                                      "degN",
                                      "degE",
                                      "celsius",
                                      "Celsius",
                                      "kelvin",
                                      "Kelvin",
                                      "meter",
                                      "metre",
                                      "meters",
                                      "metres",
                                      "atm",
                                      "ppm",
                                      "ppmv",
                                      "ppb",
                                      "ppbv",
                                      "ppt",
                                      "pptv",
                                      "psu",
                                      "PSU",
                                      "DU",
                                      "gpm",
                                      "dBZ",
                                      "dB",
                                      "molec",
                                      "molecules",
                                      "molecule",
                                      "particles",
                                      "none",
                                      "fraction",
                                      "nondim",
                                      "dimensionless",
                                      "unitless",
                                      "ha",
                                      "kt",
                                      "knots",
                                      "inch",
                                      "ft",
                                      "%",
                                      "#",
                                      "°",
                                      "°C",
                                      "percent",
                                      "radian",
                                      "radians",
                                      "mb",
                                      "Kg",
                                      "Mol",
                                      "cells",
                                      "individuals",
                                      "hPa",
                                      "mho",
                                      "siemens",
                                      "watt",
                                      "watts"};
constexpr std::string_view prefixes[] = {"Y", "Z", "E", "P", "T", "G", "M", "k", "h", "da",
                                         "d", "c", "m", "u", "n", "p", "f", "µ", "μ"};

template <class Table> bool holds(const Table& table, std::string_view word) {
  return std::find(std::begin(table), std::end(table), word) != std::end(table);
}

bool is_symbol(std::string_view word) {
  // kg_air, kg(H2O): what the unit counts
  if (std::size_t mark = word.find('_');
      mark != std::string_view::npos && mark > 0 && is_symbol(word.substr(0, mark)))
    return true;
  if (holds(prefixed, word) || holds(whole, word)) return true;
  for (std::string_view prefix : prefixes)
    if (word.starts_with(prefix) && holds(prefixed, word.substr(prefix.size()))) return true;
  return false;
}

bool is_power(std::string_view text) {
  if (text.starts_with("**")) text.remove_prefix(2);
  else if (text.starts_with('^')) text.remove_prefix(1);
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.' || c == '/'; });
}

bool is_number(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  bool digit = false;
  for (char c : text) {
    if (is_digit(c)) digit = true;
    else if (c != '.' && c != 'e' && c != 'E' && c != '-' && c != '^') return false;
  }
  return digit;
}

bool is_term(std::string_view term) {
  if (is_number(term)) return true;
  std::size_t end = 0;
  while (end < term.size() && (is_letter(term[end]) || term[end] == '_' || term[end] == '%' ||
                               term[end] == '#' || static_cast<unsigned char>(term[end]) >= 0x80))
    ++end;
  if (end == 0 || !is_symbol(term.substr(0, end))) return false;
  return end == term.size() || is_power(term.substr(end));
}

} // namespace

bool looks_like_unit(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 40) return false;
  if (text == "-" || text == "--" || text == "0-1" || text == "0/1") return true;
  // Split at blanks, products and quotients; "**" is a power, "-1" belongs to what it follows.
  std::size_t terms = 0;
  std::string term;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    char c = i < text.size() ? text[i] : ' ';
    bool power = c == '*' && ((i + 1 < text.size() && text[i + 1] == '*') || (i > 0 && text[i - 1] == '*'));
    bool dot = c == '.' && !(i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]));
    bool in_power = depth > 0 && (term.ends_with("**(") || term.find("^(") != std::string::npos ||
                                  term.find("**(") != std::string::npos);
    if (c == '(' && (term.ends_with('^') || term.ends_with("**"))) {
      term += c;
      ++depth;
    } else if (c == ')' && in_power) {
      term += c;
      --depth;
    } else if (is_blank(c) || (c == '*' && !power) || (c == '/' && !in_power) || dot || c == '(' ||
               c == ')' || c == ',') {
      if (c == ',') return false;
      if (!term.empty()) {
        if (!is_term(term)) return false;
        ++terms;
        term.clear();
      }
    } else {
      term += c;
    }
  }
  return terms > 0 && term.empty() && terms <= 8;
}

Doc split_units(std::string_view text) {
  Doc doc;
  text = trim(text);
  for (std::size_t open = text.rfind('['); open != std::string_view::npos;
       open = open == 0 ? std::string_view::npos : text.rfind('[', open - 1)) {
    std::size_t close = text.find(']', open);
    if (close == std::string_view::npos || !looks_like_unit(text.substr(open + 1, close - open - 1)))
      continue;
    doc.units = trim(text.substr(open + 1, close - open - 1));
    std::string_view before = trim(text.substr(0, open)), after = trim(text.substr(close + 1));
    while (!before.empty() && (before.back() == ',' || before.back() == ';'))
      before = trim(before.substr(0, before.size() - 1));
    doc.text = before;
    bool punctuation = !after.empty() && (after[0] == '.' || after[0] == ',' || after[0] == ';' ||
                                          after[0] == ')' || after[0] == ':');
    if (before.empty() && punctuation) after = trim(after.substr(1));
    if (after == "." && before.ends_with('.')) after = {};
    if (!before.empty() && !after.empty() && !punctuation) doc.text += ' ';
    doc.text += after;
    return doc;
  }
  doc.text = text;
  return doc;
}

} // namespace isotach
