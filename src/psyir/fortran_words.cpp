// What PSyclone says of the nodes of Fortran.

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "psyir/fortran.h"
#include "psyir/reference.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psyir {

namespace {

std::string_view operator_word(OperatorKind op) {
  switch (op) {
  case OperatorKind::eqv: return "EQV";
  case OperatorKind::neqv: return "NEQV";
  case OperatorKind::or_: return "OR";
  case OperatorKind::and_: return "AND";
  case OperatorKind::not_: return "NOT";
  case OperatorKind::eq: return "EQ";
  case OperatorKind::ne: return "NE";
  case OperatorKind::lt: return "LT";
  case OperatorKind::le: return "LE";
  case OperatorKind::gt: return "GT";
  case OperatorKind::ge: return "GE";
  case OperatorKind::plus: return "ADD";
  case OperatorKind::minus: return "SUB";
  case OperatorKind::multiply: return "MUL";
  case OperatorKind::divide: return "DIV";
  case OperatorKind::power: return "POW";
  default: return "";
  }
}

// The value and type of a literal as PSyclone has them.
struct LiteralWords {
  std::string value, type, precision;
};

LiteralWords words_of(const Tree& tree, const Expr* literal) {
  std::string text = own_text(tree, literal);
  LiteralWords words{text, {}, "UNDEFINED"};
  if (isa<StringLiteral>(literal)) {
    std::size_t quote = text.find(text.back());
    words.value = text.substr(quote + 1, text.size() - quote - 2);
    words.type = "CHARACTER";
    return words;
  }
  std::size_t kind = text.find('_');
  std::string value = lower(text.substr(0, kind));
  if (kind != std::string::npos) words.precision = lower(text.substr(kind + 1));
  if (isa<LogicalLiteral>(literal)) {
    words.value = cast<LogicalLiteral>(literal)->value ? "true" : "false";
    words.type = "BOOLEAN";
    return words;
  }
  words.type = isa<RealLiteral>(literal) ? "REAL" : "INTEGER";
  if (words.type == "REAL") {
    if (value.starts_with(".")) value.insert(0, "0");
    std::size_t exponent = value.find_first_of("de");
    if (exponent != std::string::npos && kind == std::string::npos)
      words.precision = value[exponent] == 'd' ? "DOUBLE" : "SINGLE";
    if (exponent != std::string::npos) value[exponent] = 'e';
  }
  words.value = value;
  return words;
}

std::string type_words(const LiteralWords& words) {
  std::string precision = words.precision;
  if (is_name_start(precision[0]) && precision != "UNDEFINED" && precision != "DOUBLE" &&
      precision != "SINGLE")
    precision = fmt::format("Reference[name:'{}']", precision);
  return fmt::format("Scalar<{}, {}{}>", words.type, precision,
                     words.type == "CHARACTER" ? ", len:Literal[value:'1', Scalar<INTEGER, UNDEFINED>]" : "");
}

} // namespace

// a%b as it is written, its first name in lower case.
std::string Fortran::component_text(const Expr* reference) const {
  std::string text = text_of(*tree_, reference);
  std::size_t end = std::min(text.find_first_of("%( "), text.size());
  return lower(text.substr(0, end)) + text.substr(end);
}

std::string Fortran::name(View view) const {
  Node* node = view.node;
  auto spelled = [&](Name name) { return std::string(tree_->spelling(name)); };
  auto as_written = [&](const Node* place, Name name) {
    std::string text = own_text(*tree_, place);
    return text.empty() ? spelled(name) : text;
  };
  auto unit_name = [&](const Stmt* begin, const Name& name) { return name_as_written(*tree_, begin, name); };
  if (view.part == Part::routine) return isa<AllocateStmt>(node) ? "ALLOCATE" : "DEALLOCATE";
  if (view.part == Part::member) {
    Expr* end = cast<Expr>(node);
    auto* component = cast<ComponentRef>(levels_of(end).back().name);
    return as_written(component, component->name);
  }
  if (isa<File>(node)) {
    std::string path(source_->path());
    return path.substr(path.rfind('/') + 1);
  }
  if (auto* module = dyn_cast<Module>(node))
    return unit_name(module->begin, cast<ModuleStmt>(module->begin.get())->name);
  if (auto* program = dyn_cast<MainProgram>(node)) {
    auto* begin = dyn_cast<ProgramStmt>(program->begin.get());
    return begin ? unit_name(begin, begin->name) : std::string();
  }
  if (auto* procedure = dyn_cast<Procedure>(node)) {
    const Stmt* begin = procedure->begin;
    if (auto* subroutine = dyn_cast<SubroutineStmt>(begin)) return unit_name(subroutine, subroutine->name);
    if (auto* function = dyn_cast<FunctionStmt>(begin)) return unit_name(function, function->name);
    if (auto* separate = dyn_cast<SeparateProcedureStmt>(begin)) return spelled(separate->name);
    return {};
  }
  if (isa<AllocateStmt>(node)) return "ALLOCATE";
  if (isa<DeallocateStmt>(node)) return "DEALLOCATE";
  if (auto* call = dyn_cast<CallStmt>(node)) {
    if (auto* called = dyn_cast<NameRef>(call->procedure.get())) return spelling(called);
    return component_text(call->procedure);
  }
  if (auto* expression = dyn_cast<Expr>(node)) {
    std::vector<Level> levels = levels_of(expression);
    if (levels.empty()) return {};
    if (levels.size() > 1 && expression_class(expression) == Class::Call)
      return component_text(cast<PartRef>(expression)->base);
    std::string text = levels.size() > 1 ? spelled(cast<NameRef>(levels[0].name)->name)
                                         : spelling(cast<NameRef>(levels[0].name));
    auto* call = isa<PartRef>(expression) ? cast<PartRef>(expression) : dyn_cast<PartRef>(node->parent.get());
    bool called = call && (call == node || call->base.get() == node) && isa<NameRef>(call->base.get());
    if (called && levels.size() == 1 && expression_class(call) == Class::IntrinsicCall)
      for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }
  return {};
}

std::string Fortran::annotations(View view) const {
  Node* node = view.node;
  if (view.part != Part::self) return {};
  if (isa<IfStmt>(node)) return "was_single_stmt";
  if (isa<SelectConstruct>(node)) return "was_case";
  const Node* construct = isa<Branch>(node) ? node->parent.get() : node;
  if (isa<SelectConstruct>(construct)) return "was_case";
  if (auto* loop = dyn_cast<DoConstruct>(node)) {
    auto* begin = dyn_cast<DoStmt>(loop->begin.get());
    if (begin && (!begin->control || begin->control->loop == LoopKind::endless)) return "was_unconditional";
  } else if (!isa<IfConstruct>(construct)) {
    return {};
  }
  // Made for a WHERE: loops, then the IF.
  for (const Node* at = construct; at && at->has(node_flag::synthetic); at = at->parent) {
    auto shown = stands_for_.find(at);
    auto written = rewritten_.find(at);
    if (shown == stands_for_.end() && written == rewritten_.end()) continue;
    bool single = shown != stands_for_.end() ? isa<WhereStmt>(shown->second) : written->second;
    return single ? "was_where,was_single_stmt" : "was_where";
  }
  return isa<Branch>(node) ? "was_elseif" : "";
}

std::optional<transform::Value> Fortran::attribute(View view, std::string_view name) const {
  using transform::Value;
  Node* node = view.node;
  Class kind = this->kind(view);
  auto names_of = [&](const List<Expr>& arguments) {
    std::vector<std::string> names;
    for (const Expr* argument : arguments) {
      auto* keyword = dyn_cast<KeywordArgument>(argument);
      names.push_back(keyword ? std::string(tree_->spelling(keyword->name)) : "");
    }
    return names;
  };
  if (name == "is_program") return Value(isa<MainProgram>(node));
  if (name == "is_expression") return Value(isa<Expr>(node));
  if (auto* directive = dyn_cast<DirectiveStmt>(node)) {
    if (name == "directive_string") return Value(text_of(*tree_, directive));
    std::string words = describe_directive(view, "");
    std::size_t at = words.find(std::string(name) + "=");
    if (name != "omp_schedule" && name != "collapse") return std::nullopt;
    if (at == std::string::npos) return name == "collapse" ? Value() : Value(std::string("none"));
    std::size_t from = at + name.size() + 1;
    return Value(words.substr(from, words.find_first_of(name == "collapse" ? ",]" : "]", from) - from));
  }
  if (name == "annotations") {
    std::vector<std::string> all;
    std::string text = annotations(view);
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = std::min(text.find(',', at), text.size());
      all.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return Value(all);
  }
  switch (kind) {
  case Class::Literal: {
    LiteralWords words = words_of(*tree_, cast<Expr>(node));
    if (name == "value") return Value(words.value);
    if (name == "intrinsic") return Value(words.type);
    if (name == "precision") return Value(words.precision);
    break;
  }
  case Class::BinaryOperation:
    if (name == "operator") return Value(std::string(operator_word(cast<BinaryExpr>(node)->op)));
    break;
  case Class::UnaryOperation:
    if (name == "operator") {
      OperatorKind op = cast<UnaryExpr>(node)->op;
      return Value(std::string(op == OperatorKind::minus  ? "MINUS"
                               : op == OperatorKind::plus ? "PLUS"
                                                          : "NOT"));
    }
    break;
  case Class::Loop:
    if (name == "variable") {
      const LoopControl* control = cast<DoStmt>(cast<DoConstruct>(node)->begin.get())->control;
      return Value(std::string(tree_->spelling(cast<NameRef>(control->variable.get())->name)));
    }
    break;
  case Class::Assignment:
    if (name == "is_pointer") return Value(isa<PointerAssignmentStmt>(node));
    break;
  case Class::IntrinsicCall:
  case Class::Call:
    if (name == "argument_names") {
      if (auto* call = dyn_cast<CallStmt>(node)) return Value(names_of(call->arguments));
      if (auto* call = dyn_cast<PartRef>(node)) return Value(names_of(call->arguments));
      std::vector<std::string> names;
      auto* allocation = dyn_cast<AllocateStmt>(node);
      auto* release = dyn_cast<DeallocateStmt>(node);
      names.resize(allocation ? allocation->objects.size() : release->objects.size());
      for (const ControlSpec* control : allocation ? allocation->controls : release->controls)
        names.emplace_back(tree_->spelling(control->keyword));
      return Value(names);
    }
    break;
  case Class::CodeBlock:
    if (name == "structure") return Value(std::string(isa<Expr>(node) ? "EXPRESSION" : "STATEMENT"));
    if (name == "classes") {
      std::vector<std::string> all;
      if (isa<Expr>(node) || isa<Procedure>(node) || isa<MainProgram>(node) || isa<Module>(node))
        all.push_back(fparser_class(*tree_, node));
      else
        for (const Stmt* one : block(cast<Stmt>(node))) all.push_back(fparser_class(*tree_, one));
      return Value(all);
    }
    if (name == "names") { // that it mentions
      std::vector<std::string> all;
      for_each<NameRef>(node, [&](NameRef* one) {
        std::string text(tree_->spelling(one->name));
        if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
      });
      return Value(all);
    }
    return std::nullopt;
  default: break;
  }
  if (name == "name" && !this->name(view).empty()) return Value(this->name(view));
  return std::nullopt;
}

std::string Fortran::describe(View view, std::string_view shown) const {
  auto get = [&](std::string_view name) {
    std::optional<transform::Value> value = attribute(view, name);
    auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text ? *text : std::string();
  };
  switch (kind(view)) {
  case Class::FileContainer:
  case Class::Container: return fmt::format("{}[{}]", shown, get("name"));
  case Class::Loop: return fmt::format("{}[variable='{}']", shown, get("variable"));
  case Class::IfBlock:
  case Class::WhileLoop: {
    std::string text = annotations(view);
    return text.empty() ? fmt::format("{}[]", shown) : fmt::format("{}[annotations='{}']", shown, text);
  }
  case Class::Call:
  case Class::IntrinsicCall: return fmt::format("{}[name='{}']", shown, get("name"));
  case Class::BinaryOperation:
  case Class::UnaryOperation: return fmt::format("{}[operator:'{}']", shown, get("operator"));
  case Class::Literal: {
    LiteralWords words = words_of(*tree_, cast<Expr>(view.node));
    return fmt::format("{}[value:'{}', {}]", shown, words.value, type_words(words));
  }
  case Class::CodeBlock: {
    std::optional<transform::Value> classes = attribute(view, "classes");
    std::string text;
    for (const std::string& one : std::get<std::vector<std::string>>(*classes))
      text += fmt::format("{}<class '{}'>", text.empty() ? "" : ", ", one);
    return fmt::format("{}[[{}]]", shown, text);
  }
  case Class::Routine:
  case Class::KernelSchedule:
  case Class::Reference:
  case Class::ArrayReference:
  case Class::StructureReference:
  case Class::ArrayOfStructuresReference:
  case Class::Member:
  case Class::ArrayMember:
  case Class::StructureMember:
  case Class::ArrayOfStructuresMember: return fmt::format("{}[name:'{}']", shown, get("name"));
  case Class::OMPDefaultClause: return fmt::format("{}[default=DefaultClauseTypes.SHARED]", shown);
  case Class::OMPScheduleClause: return fmt::format("{}[schedule=none]", shown);
  default:
    if (isa<DirectiveStmt>(view.node) && view.part == Part::self) return describe_directive(view, shown);
    return fmt::format("{}[]", shown);
  }
}

std::string fparser_class(const Tree& tree, const Node* node) {
  struct Row {
    NodeKind kind;
    std::string_view name; // after "fparser.two."
  };
  static constexpr Row rows[] = {{NodeKind::Procedure, "Fortran2003.Subroutine_Subprogram"},
                                 {NodeKind::MainProgram, "Fortran2003.Main_Program"},
                                 {NodeKind::Submodule, "Fortran2008.submodule_r1116.Submodule"},
                                 {NodeKind::AssignmentStmt, "Fortran2003.Assignment_Stmt"},
                                 {NodeKind::PointerAssignmentStmt, "Fortran2003.Pointer_Assignment_Stmt"},
                                 {NodeKind::CallStmt, "Fortran2003.Call_Stmt"},
                                 {NodeKind::ReturnStmt, "Fortran2003.Return_Stmt"},
                                 {NodeKind::IfConstruct, "Fortran2003.If_Construct"},
                                 {NodeKind::WhereConstruct, "Fortran2003.Where_Construct"},
                                 {NodeKind::WhereStmt, "Fortran2003.Where_Stmt"},
                                 {NodeKind::AssociateConstruct, "Fortran2003.Associate_Construct"},
                                 {NodeKind::ForallConstruct, "Fortran2003.Forall_Construct"},
                                 {NodeKind::ForallStmt, "Fortran2003.Forall_Stmt"},
                                 {NodeKind::CycleStmt, "Fortran2003.Cycle_Stmt"},
                                 {NodeKind::ExitStmt, "Fortran2003.Exit_Stmt"},
                                 {NodeKind::GotoStmt, "Fortran2003.Goto_Stmt"},
                                 {NodeKind::ContinueStmt, "Fortran2003.Continue_Stmt"},
                                 {NodeKind::NullifyStmt, "Fortran2003.Nullify_Stmt"},
                                 {NodeKind::AllocateStmt, "Fortran2008.allocate_stmt_r626.Allocate_Stmt"},
                                 {NodeKind::DeallocateStmt, "Fortran2003.Deallocate_Stmt"},
                                 {NodeKind::WriteStmt, "Fortran2003.Write_Stmt"},
                                 {NodeKind::ReadStmt, "Fortran2003.Read_Stmt"},
                                 {NodeKind::PrintStmt, "Fortran2003.Print_Stmt"},
                                 {NodeKind::ComplexLiteral, "Fortran2003.Complex_Literal_Constant"},
                                 {NodeKind::StringLiteral, "Fortran2003.Char_Literal_Constant"},
                                 {NodeKind::ArrayConstructor, "Fortran2003.Array_Constructor"},
                                 {NodeKind::PartRef, "Fortran2003.Array_Section"},
                                 {NodeKind::ComponentRef, "Fortran2003.Proc_Component_Ref"},
                                 {NodeKind::FormatStmt, "Fortran2003.Format_Stmt"},
                                 {NodeKind::Module, "Fortran2003.Module"},
                                 {NodeKind::LabelArgument, "Fortran2003.Alt_Return_Spec"}};
  auto named = [](std::string_view name) { return "fparser.two." + std::string(name); };
  switch (node->kind) {
  case NodeKind::Procedure:
    if (isa<FunctionStmt>(cast<Procedure>(node)->begin.get()))
      return named("Fortran2003.Function_Subprogram");
    break;
  case NodeKind::DoConstruct: {
    auto* begin = dyn_cast<DoStmt>(cast<DoConstruct>(node)->begin.get());
    return named(begin && begin->end_label
                     ? "Fortran2008.block_label_do_construct_r814_1.Block_Label_Do_Construct"
                     : "Fortran2008.block_nonlabel_do_construct_r814_2.Block_Nonlabel_Do_Construct");
  }
  case NodeKind::IfStmt: return named("Fortran2008.if_stmt_r837.If_Stmt");
  case NodeKind::SelectConstruct: {
    auto* select = dyn_cast<SelectStmt>(cast<SelectConstruct>(node)->begin.get());
    return named(select && select->select == SelectKind::type ? "Fortran2003.Select_Type_Construct"
                                                              : "Fortran2003.Case_Construct");
  }
  case NodeKind::BlockConstruct:
    return named(isa<CriticalStmt>(cast<BlockConstruct>(node)->begin.get())
                     ? "Fortran2008.critical_construct_r810.Critical_Construct"
                     : "Fortran2008.block_construct_r807.Block_Construct");
  case NodeKind::StopStmt:
    return named(cast<StopStmt>(node)->stop == StopKind::error_stop
                     ? "Fortran2008.error_stop_stmt_r856.Error_Stop_Stmt"
                     : "Fortran2003.Stop_Stmt");
  case NodeKind::FileStmt: {
    std::string word(tree.spelling(cast<FileStmt>(node)->keyword));
    if (word == "open") return named("Fortran2008.open_stmt_r904.Open_Stmt");
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return named("Fortran2003." + word + "_Stmt");
  }
  case NodeKind::BinaryExpr:
    return named(cast<BinaryExpr>(node)->op == OperatorKind::concat ? "Fortran2003.Level_3_Expr"
                                                                    : "Fortran2003.Expr");
  case NodeKind::UnaryExpr: return named("Fortran2003.Level_1_Expr");
  case NodeKind::PartRef:
    if (isa<NameRef>(cast<PartRef>(node)->base.get()))
      return named("Fortran2008.intrinsics_f08.Intrinsic_Function_Reference");
    break;
  case NodeKind::BozLiteral: {
    char first = tree.text(node).empty() ? 'z' : tree.text(node)[0];
    return named(first == 'b' || first == 'B'   ? "Fortran2003.Binary_Constant"
                 : first == 'o' || first == 'O' ? "Fortran2003.Octal_Constant"
                                                : "Fortran2003.Hex_Constant");
  }
  default: break;
  }
  for (const Row& row : rows)
    if (row.kind == node->kind) return named(row.name);
  return named(std::string("Fortran2003.") + std::string(to_string(node->kind)));
}

bool is_intrinsic_name(std::string_view name) {
  static constexpr std::string_view names[] = {"abs",
                                               "achar",
                                               "acos",
                                               "adjustl",
                                               "adjustr",
                                               "aimag",
                                               "aint",
                                               "all",
                                               "allocate",
                                               "allocated",
                                               "anint",
                                               "any",
                                               "asin",
                                               "associated",
                                               "atan",
                                               "atan2",
                                               "bit_size",
                                               "btest",
                                               "ceiling",
                                               "char",
                                               "cmplx",
                                               "command_argument_count",
                                               "conjg",
                                               "cos",
                                               "cosh",
                                               "count",
                                               "cpu_time",
                                               "cshift",
                                               "date_and_time",
                                               "dble",
                                               "deallocate",
                                               "digits",
                                               "dim",
                                               "dot_product",
                                               "dprod",
                                               "eoshift",
                                               "epsilon",
                                               "erf",
                                               "exp",
                                               "exponent",
                                               "extends_type_of",
                                               "float",
                                               "floor",
                                               "fraction",
                                               "gamma",
                                               "get_command",
                                               "get_command_argument",
                                               "get_environment_variable",
                                               "huge",
                                               "iachar",
                                               "iand",
                                               "ibclr",
                                               "ibits",
                                               "ibset",
                                               "ichar",
                                               "ieor",
                                               "index",
                                               "int",
                                               "ior",
                                               "is_iostat_end",
                                               "is_iostat_eor",
                                               "ishft",
                                               "ishftc",
                                               "kind",
                                               "lbound",
                                               "len",
                                               "len_trim",
                                               "lge",
                                               "lgt",
                                               "lle",
                                               "llt",
                                               "log",
                                               "log10",
                                               "logical",
                                               "matmul",
                                               "max",
                                               "maxexponent",
                                               "maxloc",
                                               "maxval",
                                               "merge",
                                               "min",
                                               "minexponent",
                                               "minloc",
                                               "minval",
                                               "mod",
                                               "modulo",
                                               "move_alloc",
                                               "mvbits",
                                               "nearest",
                                               "new_line",
                                               "nint",
                                               "not",
                                               "null",
                                               "nullify",
                                               "pack",
                                               "precision",
                                               "present",
                                               "product",
                                               "radix",
                                               "random_number",
                                               "random_seed",
                                               "range",
                                               "real",
                                               "repeat",
                                               "reshape",
                                               "rrspacing",
                                               "same_type_as",
                                               "scale",
                                               "scan",
                                               "selected_char_kind",
                                               "selected_int_kind",
                                               "selected_real_kind",
                                               "set_exponent",
                                               "shape",
                                               "shifta",
                                               "shiftl",
                                               "shiftr",
                                               "sign",
                                               "sin",
                                               "sinh",
                                               "size",
                                               "spacing",
                                               "spread",
                                               "sqrt",
                                               "sum",
                                               "system_clock",
                                               "tan",
                                               "tanh",
                                               "tiny",
                                               "transfer",
                                               "transpose",
                                               "trim",
                                               "ubound",
                                               "unpack",
                                               "verify"};
  return std::binary_search(std::begin(names), std::end(names), name);
}

bool is_specific_intrinsic(std::string_view name) {
  static constexpr std::string_view names[] = {
      "alog",  "alog10", "amax0", "amax1", "amin0",  "amin1", "amod",  "cabs",   "ccos",   "cexp",
      "clog",  "csin",   "csqrt", "dabs",  "dacos",  "dasin", "datan", "datan2", "dcos",   "dcosh",
      "ddim",  "dexp",   "dint",  "dlog",  "dlog10", "dmax1", "dmin1", "dmod",   "dnint",  "dsign",
      "dsin",  "dsinh",  "dsqrt", "dtan",  "dtanh",  "iabs",  "idim",  "idint",  "idnint", "ifix",
      "isign", "max0",   "max1",  "min0",  "min1",   "sngl"};
  return std::binary_search(std::begin(names), std::end(names), name);
}

} // namespace isotach::psyir
