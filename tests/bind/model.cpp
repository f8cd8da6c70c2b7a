#include "model.h"

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/strings.h"

namespace isotach::test {

namespace {

using Op = BoundExpression::Op;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  for (char c : text) {
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == separator && depth == 0) {
      parts.emplace_back(trim(part));
      part.clear();
    } else {
      part += c;
    }
  }
  if (!trim(part).empty()) parts.emplace_back(trim(part));
  return parts;
}

class ExpressionReader {
 public:
  ExpressionReader(const std::string& text, const ProcedureInfo& procedure, const std::map<std::string, std::int64_t>& constants)
      : text_(text), procedure_(procedure), constants_(constants) {}

  BoundExpression read() {
    BoundExpression expression = sum();
    expression.text = text_;
    return expression;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool eat(char c) {
    while (peek() == ' ') ++at_;
    if (peek() != c) return false;
    ++at_;
    while (peek() == ' ') ++at_;
    return true;
  }
  static BoundExpression make(Op op, std::vector<BoundExpression> operands) {
    BoundExpression expression;
    expression.op = op;
    expression.operands = std::move(operands);
    return expression;
  }
  BoundExpression sum() {
    BoundExpression left = eat('-') ? make(Op::negate, {product()}) : product();
    for (;;) {
      if (eat('+')) left = make(Op::add, {left, product()});
      else if (eat('-')) left = make(Op::subtract, {left, product()});
      else return left;
    }
  }
  BoundExpression product() {
    BoundExpression left = power();
    for (;;) {
      if (eat('*')) left = make(Op::multiply, {left, power()});
      else if (eat('/')) left = make(Op::divide, {left, power()});
      else return left;
    }
  }
  BoundExpression power() {
    BoundExpression left = primary();
    if (text_.compare(at_, 2, "**") == 0) {
      at_ += 2;
      return make(Op::power, {left, power()});
    }
    return left;
  }
  BoundExpression primary() {
    if (eat('(')) {
      BoundExpression inner = sum();
      eat(')');
      return inner;
    }
    std::size_t begin = at_;
    while (is_name_char(peek())) ++at_;
    std::string word = text_.substr(begin, at_ - begin);
    if (!word.empty() && is_digit(word[0])) return constant(std::stoll(word));
    if (eat('(')) {
      std::vector<BoundExpression> operands;
      do operands.push_back(sum());
      while (eat(','));
      eat(')');
      if (word == "size") {
        BoundExpression size = make(Op::size, {});
        size.argument = operands[0].argument;
        size.value = operands.size() > 1 ? operands[1].value : 0;
        return size;
      }
      static const std::map<std::string, Op> functions = {{"min", Op::minimum}, {"max", Op::maximum}, {"modulo", Op::modulo}};
      if (auto found = functions.find(word); found != functions.end()) return make(found->second, operands);
      return unknown(word, "is a function of the program");
    }
    if (auto found = constants_.find(word); found != constants_.end()) return constant(found->second);
    for (std::size_t i = 0; i < procedure_.arguments.size(); ++i)
      if (procedure_.arguments[i].name == word) {
        BoundExpression argument = make(Op::argument, {});
        argument.argument = static_cast<int>(i);
        return argument;
      }
    return unknown(word, "is a variable of the program");
  }
  static BoundExpression constant(std::int64_t value) {
    BoundExpression expression = make(Op::constant, {});
    expression.value = value;
    return expression;
  }
  static BoundExpression unknown(const std::string& text, const std::string& reason) {
    BoundExpression expression;
    expression.text = text;
    expression.reason = reason;
    return expression;
  }

  const std::string& text_;
  const ProcedureInfo& procedure_;
  const std::map<std::string, std::int64_t>& constants_;
  std::size_t at_ = 0;
};

TypeInfo read_type(const std::string& spelled) {
  TypeInfo type;
  type.text = spelled;
  std::smatch match;
  std::regex_match(spelled, match, std::regex(R"((\w+)(?:\((.*)\))?)"));
  std::string base = match[1], parameter = match[2];
  static const std::map<std::string, BaseType> bases = {
      {"integer", BaseType::integer}, {"real", BaseType::real},           {"complex", BaseType::complex},
      {"logical", BaseType::logical}, {"character", BaseType::character}, {"type", BaseType::derived},
      {"class", BaseType::derived}};
  auto found = bases.find(base);
  if (found == bases.end()) return type;
  type.base = found->second;
  if (type.base == BaseType::derived) {
    type.derived = parameter;
    type.polymorphic = base == "class";
  } else if (type.base == BaseType::character) {
    type.kind = 1;
    std::string length = parameter.rfind("len=", 0) == 0 ? parameter.substr(4) : parameter;
    type.length_kind = length == "*"   ? TypeInfo::Length::assumed
                       : length == ":" ? TypeInfo::Length::deferred
                                       : TypeInfo::Length::constant;
    if (type.length_kind == TypeInfo::Length::constant) type.length = length.empty() ? 1 : std::stoll(length);
  } else {
    type.kind = parameter.empty() ? 4 : std::isdigit(static_cast<unsigned char>(parameter[0])) ? std::stoi(parameter) : 0;
    if (type.kind == 0) type.reason = "'" + parameter + "' is not known";
  }
  return type;
}


class ModelReader {
 public:
  Interfaces read(const std::string& fortran) {
    std::istringstream lines(fortran);
    for (std::string line; std::getline(lines, line);) read_line(std::string(trim(line)));
    return std::move(interfaces_);
  }

 private:
  void read_line(const std::string& line) {
    std::smatch match;
    static const std::regex module(R"(module (\w+))"), procedure(R"((?:.* )?(subroutine|function) (\w+)\s*\(([^)]*)\)(.*))"),
        end(R"(end (module|subroutine|function).*)"), directive(R"(!isotach (\w+)\((.*)\))");
    if (line.rfind("type ::", 0) == 0 || line == "end type" || line.rfind("end type ", 0) == 0) {
      in_type_ = line[0] == 't';
      return;
    }
    if (in_type_) return;
    if (line.rfind("!> ", 0) == 0) doc_ += (doc_.empty() ? "" : "\n") + line.substr(3);
    else if (std::regex_match(line, match, directive)) {
      if (procedure_) procedure_->directives.push_back({match[1], split(match[2], ','), {}});
    } else if (line.empty() || line[0] == '!') return;
    else if (std::regex_match(line, match, end)) close(match[1]);
    else if (std::regex_match(line, match, module)) open_module(match[1]);
    else if (std::regex_match(line, match, procedure)) open(match);
    else if (line.rfind("private ::", 0) == 0) for (auto& name : split(line.substr(10), ',')) private_.insert(name);
    else if (line.find("::") != std::string::npos) declare(line);
  }

  void open_module(const std::string& name) {
    interfaces_.modules.push_back({});
    interfaces_.modules.back().name = name;
    interfaces_.modules.back().doc = std::exchange(doc_, {});
    module_ = &interfaces_.modules.back();
  }

  void open(const std::smatch& match) {
    current_ = {};
    dimensions_.clear();
    procedure_ = &current_;
    current_.name = match[2];
    current_.is_function = match[1] == "function";
    current_.doc = std::exchange(doc_, {});
    if (module_) current_.module = module_->name;
    for (auto& name : split(match[3], ',')) {
      current_.arguments.push_back({});
      current_.arguments.back().name = name;
    }
    std::smatch result;
    std::string tail = match[4];
    current_.result.name = std::regex_search(tail, result, std::regex(R"(result\s*\((\w+)\))")) ? result[1].str() : current_.name;
  }

  void close(const std::string& what) {
    if (what == "module") {
      for (auto& variable : module_->variables) variable.is_private = private_.count(variable.name) > 0;
      for (auto& procedure : module_->procedures) procedure.is_private = private_.count(procedure.name) > 0;
      module_ = nullptr;
      private_.clear();
      return;
    }
    if (!procedure_) return;
    for (auto& [name, text] : dimensions_) shape(*variable(name), text);
    (module_ ? module_->procedures : interfaces_.procedures).push_back(current_);
    procedure_ = nullptr;
  }

  VariableInfo* variable(const std::string& name) {
    for (auto& argument : current_.arguments)
      if (argument.name == name) return &argument;
    return current_.is_function && current_.result.name == name ? &current_.result : nullptr;
  }

  void declare(const std::string& whole) {
    std::string line = whole, doc;
    if (std::size_t at = line.find("!<"); at != std::string::npos) doc = std::string(trim(line.substr(at + 2)));
    if (std::size_t at = line.find('!'); at != std::string::npos) line = line.substr(0, at);
    std::size_t colons = line.find("::");
    auto attributes = split(line.substr(0, colons), ',');
    for (auto& entity : split(line.substr(colons + 2), ',')) {
      std::smatch match;
      if (!std::regex_match(entity, match, std::regex(R"((\w+)\s*(?:\((.*?)\))?\s*(?:=\s*(.*))?)"))) continue;
      VariableInfo* target = procedure_ ? variable(match[1]) : nullptr;
      if (!procedure_ && module_) {
        module_->variables.push_back({});
        target = &module_->variables.back();
        target->name = match[1];
      }
      if (!target) continue;
      fill(*target, attributes, doc);
      if (target->is_parameter && match[3].matched && target->type.base == BaseType::integer && !match[2].matched)
        constants_[match[1]] = std::stoll(match[3]);
      if (!match[2].matched) continue;
      if (procedure_) dimensions_.emplace_back(match[1], match[2]);
      else shape(*target, match[2]);
    }
  }

  static void fill(VariableInfo& variable, const std::vector<std::string>& attributes, const std::string& doc) {
    variable.type = read_type(attributes[0]);
    variable.doc = doc;
    std::smatch units;
    if (std::regex_search(doc, units, std::regex(R"(\[(.*)\])"))) variable.units = units[1];
    for (const auto& attribute : attributes) {
      if (attribute == "intent(in)") variable.intent = Intent::in;
      if (attribute == "intent(out)") variable.intent = Intent::out;
      if (attribute == "intent(inout)") variable.intent = Intent::inout;
      if (attribute == "optional") variable.optional = true;
      if (attribute == "value") variable.value = true;
      if (attribute == "target") variable.target = true;
      if (attribute == "allocatable") variable.allocatable = true;
      if (attribute == "pointer") variable.pointer = true;
      if (attribute == "parameter") variable.is_parameter = true;
      if (attribute == "protected") variable.is_protected = true;
    }
  }

  void shape(VariableInfo& variable, const std::string& text) {
    variable.shape = Shape::explicit_shape;
    for (const auto& spelled : split(text, ',')) {
      DimensionInfo dimension;
      dimension.lower = ExpressionReader("1", current_, constants_).read();
      auto bounds = split(spelled, ':');
      if (spelled == ":") {
        dimension.deferred = true;
        variable.shape = variable.allocatable || variable.pointer ? Shape::deferred_shape : Shape::assumed_shape;
      } else if (bounds.back() == "*") {
        dimension.assumed_size = true;
        variable.shape = Shape::assumed_size;
      } else {
        if (bounds.size() == 2) dimension.lower = ExpressionReader(bounds[0], current_, constants_).read();
        dimension.upper = ExpressionReader(bounds.back(), current_, constants_).read();
      }
      variable.dimensions.push_back(dimension);
    }
  }

  Interfaces interfaces_;
  ModuleInfo* module_ = nullptr;
  ProcedureInfo* procedure_ = nullptr;
  ProcedureInfo current_;
  std::vector<std::pair<std::string, std::string>> dimensions_;
  std::map<std::string, std::int64_t> constants_;
  std::set<std::string> private_;
  std::string doc_;
  bool in_type_ = false;
};

}  // namespace

Interfaces read_model(const std::string& fortran) { return ModelReader().read(fortran); }

}  // namespace isotach::test
