// Statements as Fortran text, one function for each chapter.

#include "tree/edit.h"
#include "tree/text.h"
#include "write/printer.h"

namespace isotach {

bool Printer::statement(const Stmt* statement) {
  if (isa<UnparsedStatement>(statement)) return put(own_text(tree_, statement)), true;
  if (auto* node = dyn_cast<DirectiveStmt>(statement)) return directive(node), true;
  return program_unit(statement) || construct(statement) || specification(statement) ||
         execution(statement) || input_output(statement);
}

// ---- pieces that several statements have ----

void Printer::attributes(const List<Attribute>& list) {
  for (const Attribute* item : list) {
    put(", ");
    may_break(Fragment::item);
    attribute(item);
  }
}

template <class T> void Printer::names_after(std::string_view words, const List<T>& items) {
  keyword(words);
  if (items.empty()) return;
  put(" ");
  may_break(Fragment::clause);
  list(items);
}

// `name: ` before a construct, ` name` after its other statements.
void Printer::construct_name(const Node* node, const Name& field) {
  if (field == no_name) return;
  name(node, field);
  put(": ");
}
void Printer::name_after(const Node* node, const Name& field) {
  if (field == no_name) return;
  put(" ");
  name(node, field);
}

void Printer::condition(std::string_view word, const Expr* value) {
  keyword(word);
  put(" (");
  may_break(Fragment::token);
  expression(value);
  put(")");
}

void Printer::procedure(std::string_view word, const Node* node, const Name& field,
                        const List<Expr>& arguments, const Suffix* ending, bool parentheses) {
  keyword(word);
  put(" ");
  name(node, field);
  if (parentheses || !arguments.empty() || (ending && ending->bind)) in_parentheses(arguments);
  if (!ending) return;
  clause_break();
  suffix(ending);
}

void Printer::controls(const List<ControlSpec>& list, const List<Expr>& items) {
  in_parentheses(list);
  if (items.empty()) return;
  put(" ");
  may_break(Fragment::clause);
  this->list(items);
}

// ---- program units and what begins and ends blocks ----

void Printer::end(const EndStmt* node) {
  keyword("end");
  if (node->block == BlockKind::plain) return;
  put(" ");
  keyword(node->block == BlockKind::block_data ? "block data" : to_string(node->block));
  if (node->generic) {
    put(" ");
    item(node->generic);
  }
  if (node->block == BlockKind::structure && node->name != no_name) {
    put(" /");
    name(node, node->name);
    return put("/");
  }
  name_after(node, node->name);
}

bool Printer::program_unit(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::ProgramStmt:
  case NodeKind::EnumStmt: {
    std::string text = own_text(tree_, statement); // file names, BIND(C)
    if (!text.empty()) return put(text), true;
    if (isa<EnumStmt>(statement)) return keyword("enum, bind(c)"), true;
    keyword("program");
    name_after(statement, cast<ProgramStmt>(statement)->name);
    return true;
  }
  case NodeKind::ModuleStmt:
    keyword("module");
    name_after(statement, cast<ModuleStmt>(statement)->name);
    return true;
  case NodeKind::SubmoduleStmt: {
    auto* node = cast<SubmoduleStmt>(statement);
    keyword("submodule");
    put(" (");
    name(node, node->ancestor);
    if (node->parent_submodule != no_name) {
      put(":");
      name(node, node->parent_submodule);
    }
    put(")");
    name_after(node, node->name);
    return true;
  }
  case NodeKind::BlockDataStmt:
    keyword("block data");
    name_after(statement, cast<BlockDataStmt>(statement)->name);
    return true;
  case NodeKind::SubroutineStmt: {
    auto* node = cast<SubroutineStmt>(statement);
    for (const Attribute* prefix : node->prefixes) {
      attribute(prefix);
      put(" ");
    }
    procedure("subroutine", node, node->name, node->arguments, node->suffix, false);
    return true;
  }
  case NodeKind::FunctionStmt: {
    auto* node = cast<FunctionStmt>(statement);
    for (const Attribute* prefix : node->prefixes) {
      attribute(prefix);
      put(" ");
    }
    if (node->type) {
      type_spec(node->type, true);
      put(" ");
    }
    procedure("function", node, node->name, node->arguments, node->suffix, true);
    return true;
  }
  case NodeKind::SeparateProcedureStmt:
    keyword("module procedure");
    name_after(statement, cast<SeparateProcedureStmt>(statement)->name);
    return true;
  case NodeKind::EntryStmt: {
    auto* node = cast<EntryStmt>(statement);
    procedure("entry", node, node->name, node->arguments, node->suffix, node->suffix != nullptr);
    return true;
  }
  case NodeKind::ContainsStmt: keyword("contains"); return true;
  case NodeKind::InterfaceStmt: {
    auto* node = cast<InterfaceStmt>(statement);
    if (node->abstract) keyword("abstract ");
    keyword("interface");
    if (!node->generic) return true;
    put(" ");
    item(node->generic);
    return true;
  }
  case NodeKind::ProcedureNamesStmt: {
    auto* node = cast<ProcedureNamesStmt>(statement);
    names_after(node->module ? "module procedure" : "procedure", node->names);
    return true;
  }
  case NodeKind::DerivedTypeStmt: {
    auto* node = cast<DerivedTypeStmt>(statement);
    keyword("type");
    attributes(node->attributes);
    put(" :: ");
    name(node, node->name);
    if (!node->parameters.empty()) in_parentheses(node->parameters);
    return true;
  }
  case NodeKind::StructureStmt: {
    auto* node = cast<StructureStmt>(statement);
    keyword(tree_.spelling(node->keyword));
    if (node->name != no_name) {
      put(" /");
      name(node, node->name);
      put("/");
    }
    if (node->entities.empty()) return true;
    put(" ");
    list(node->entities);
    return true;
  }
  case NodeKind::EndStmt: end(cast<EndStmt>(statement)); return true;
  default: return false;
  }
}

bool Printer::construct(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::DoStmt: {
    auto* node = cast<DoStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("do");
    if (node->end_label) {
      put(" ");
      expression(node->end_label);
    }
    if (!node->control) return true;
    put(" ");
    loop_control(node->control);
    return true;
  }
  case NodeKind::IfThenStmt: {
    auto* node = cast<IfThenStmt>(statement);
    construct_name(node, node->construct_name);
    condition("if", node->condition);
    keyword(" then");
    return true;
  }
  case NodeKind::ElseIfStmt: {
    auto* node = cast<ElseIfStmt>(statement);
    condition("else if", node->condition);
    keyword(" then");
    name_after(node, node->construct_name);
    return true;
  }
  case NodeKind::ElseStmt:
    keyword("else");
    name_after(statement, cast<ElseStmt>(statement)->construct_name);
    return true;
  case NodeKind::SelectStmt: {
    auto* node = cast<SelectStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("select ");
    keyword(to_string(node->select));
    put(" (");
    if (node->associate_name != no_name) {
      name(node, node->associate_name);
      put(" => ");
    }
    expression(node->selector);
    put(")");
    return true;
  }
  case NodeKind::CaseStmt: {
    auto* node = cast<CaseStmt>(statement);
    const Node* select = node->parent; // CASE and RANK are one kind; the SELECT decides
    while (select && !isa<SelectConstruct>(select)) select = select->parent;
    auto* begin = select ? dyn_cast<SelectStmt>(cast<SelectConstruct>(select)->begin) : nullptr;
    keyword(begin && begin->select == SelectKind::rank ? "rank " : "case ");
    if (node->is_default) keyword("default");
    else in_parentheses(node->values);
    name_after(node, node->construct_name);
    return true;
  }
  case NodeKind::TypeGuardStmt: {
    auto* node = cast<TypeGuardStmt>(statement);
    if (node->guard == GuardKind::class_default) {
      keyword("class default");
    } else {
      keyword(node->guard == GuardKind::type_is ? "type is (" : "class is (");
      type_spec(node->type, false);
      put(")");
    }
    name_after(node, node->construct_name);
    return true;
  }
  case NodeKind::WhereConstructStmt: {
    auto* node = cast<WhereConstructStmt>(statement);
    construct_name(node, node->construct_name);
    condition("where", node->mask);
    return true;
  }
  case NodeKind::ElsewhereStmt: {
    auto* node = cast<ElsewhereStmt>(statement);
    if (node->mask) condition("elsewhere", node->mask);
    else keyword("elsewhere");
    name_after(node, node->construct_name);
    return true;
  }
  case NodeKind::ForallConstructStmt: {
    auto* node = cast<ForallConstructStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("forall ");
    concurrent_header(node->header);
    return true;
  }
  case NodeKind::AssociateStmt: {
    auto* node = cast<AssociateStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("associate ");
    in_parentheses(node->associations);
    return true;
  }
  case NodeKind::BlockStmt:
    construct_name(statement, cast<BlockStmt>(statement)->construct_name);
    keyword("block");
    return true;
  case NodeKind::CriticalStmt: {
    auto* node = cast<CriticalStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("critical");
    if (node->controls.empty()) return true;
    put(" ");
    in_parentheses(node->controls);
    return true;
  }
  case NodeKind::ChangeTeamStmt: {
    auto* node = cast<ChangeTeamStmt>(statement);
    construct_name(node, node->construct_name);
    keyword("change team (");
    expression(node->team);
    for (const Association* association : node->associations) {
      put(", ");
      this->node(association);
    }
    for (const ControlSpec* control : node->controls) {
      put(", ");
      this->node(control);
    }
    put(")");
    return true;
  }
  default: return false;
  }
}

// ---- specification ----

bool Printer::specification(const Stmt* statement) {
  switch (statement->kind) {
  case NodeKind::UseStmt: {
    auto* node = cast<UseStmt>(statement);
    keyword("use");
    if (node->nature != UseNature::unspecified) {
      put(", ");
      keyword(to_string(node->nature));
      put(" ::");
    }
    put(" ");
    name(node, node->module);
    if (node->only) {
      put(", ");
      keyword("only");
      put(":");
      if (!node->items.empty()) put(" ");
    } else if (!node->items.empty()) {
      put(", ");
    }
    may_break(Fragment::clause);
    list(node->items);
    return true;
  }
  case NodeKind::ImportStmt: {
    auto* node = cast<ImportStmt>(statement);
    keyword("import");
    switch (node->import) {
    case ImportKind::names: put(node->names.empty() ? "" : " :: "); break;
    case ImportKind::only: keyword(", only: "); break;
    case ImportKind::none: keyword(", none"); break;
    case ImportKind::all: keyword(", all"); break;
    }
    list(node->names);
    return true;
  }
  case NodeKind::ImplicitStmt: {
    auto* node = cast<ImplicitStmt>(statement);
    keyword(node->none ? "implicit none" : "implicit ");
    if (!node->none_specs.empty()) {
      put(" ");
      in_parentheses(node->none_specs);
    }
    list(node->specs);
    return true;
  }
  case NodeKind::TypeDeclStmt: {
    auto* node = cast<TypeDeclStmt>(statement);
    type_spec(node->type, true);
    attributes(node->attributes);
    put(node->double_colon || !node->attributes.empty() ? " :: " : " ");
    may_break(Fragment::clause);
    list(node->entities);
    return true;
  }
  case NodeKind::AttributeStmt: {
    auto* node = cast<AttributeStmt>(statement);
    attribute(node->attribute);
    if (node->items.empty()) return true;
    put(" :: ");
    may_break(Fragment::clause);
    list(node->items);
    return true;
  }
  case NodeKind::ParameterStmt: {
    keyword("parameter (");
    bool first = true;
    for (const KeywordArgument* constant : cast<ParameterStmt>(statement)->constants) {
      if (!first) {
        put(", ");
        may_break(Fragment::item);
      }
      first = false;
      name_as_given(constant, constant->name);
      put(" = ");
      expression(constant->value);
    }
    put(")");
    return true;
  }
  case NodeKind::DataStmt: names_after("data", cast<DataStmt>(statement)->sets); return true;
  case NodeKind::CommonStmt: names_after("common", cast<CommonStmt>(statement)->groups); return true;
  case NodeKind::EquivalenceStmt:
    names_after("equivalence", cast<EquivalenceStmt>(statement)->groups);
    return true;
  case NodeKind::NamelistStmt: names_after("namelist", cast<NamelistStmt>(statement)->groups); return true;
  case NodeKind::CrayPointerStmt:
    names_after("pointer", cast<CrayPointerStmt>(statement)->pairs);
    return true;
  case NodeKind::RecordStmt: names_after("record", cast<RecordStmt>(statement)->groups); return true;
  case NodeKind::EnumeratorStmt:
    names_after("enumerator ::", cast<EnumeratorStmt>(statement)->entities);
    return true;
  case NodeKind::ProcedureDeclStmt: {
    auto* node = cast<ProcedureDeclStmt>(statement);
    keyword("procedure");
    put("(");
    if (node->type) type_spec(node->type, true);
    else if (node->interface != no_name) name(node, node->interface);
    put(")");
    attributes(node->attributes);
    put(" :: ");
    list(node->entities);
    return true;
  }
  case NodeKind::TypeBoundProcedureStmt: {
    auto* node = cast<TypeBoundProcedureStmt>(statement);
    keyword("procedure");
    if (node->interface != no_name) {
      put("(");
      name(node, node->interface);
      put(")");
    }
    attributes(node->attributes);
    put(" :: ");
    list(node->bindings);
    return true;
  }
  case NodeKind::GenericStmt: {
    auto* node = cast<GenericStmt>(statement);
    keyword("generic");
    attributes(node->attributes);
    put(" :: ");
    item(node->generic);
    put(" => ");
    list(node->specifics);
    return true;
  }
  case NodeKind::FinalStmt: names_after("final ::", cast<FinalStmt>(statement)->names); return true;
  case NodeKind::FormatStmt:
    keyword("format");
    put(own_text(tree_, cast<FormatStmt>(statement)->text));
    return true;
  case NodeKind::IncludeLine:
    keyword("include ");
    expression(cast<IncludeLine>(statement)->path);
    return true;
  default: return false;
  }
}

// ---- execution ----

bool Printer::execution(const Stmt* statement) {
  auto action = [&](const Stmt* inner) {
    put(" ");
    may_break(Fragment::clause);
    this->statement(inner);
    return true;
  };
  switch (statement->kind) {
  case NodeKind::AssignmentStmt: {
    auto* node = cast<AssignmentStmt>(statement);
    expression(node->target);
    put(" = ");
    may_break(Fragment::clause);
    expression(node->value);
    return true;
  }
  case NodeKind::PointerAssignmentStmt: {
    auto* node = cast<PointerAssignmentStmt>(statement);
    expression(node->target);
    put(" => ");
    may_break(Fragment::clause);
    expression(node->value);
    return true;
  }
  case NodeKind::CallStmt: {
    auto* call = cast<CallStmt>(statement);
    keyword("call ");
    expression(call->procedure);
    if (!call->launch.empty()) {
      put("<<<");
      list(call->launch);
      put(">>>");
    }
    if (!call->arguments.empty()) in_parentheses(call->arguments);
    return true;
  }
  case NodeKind::IfStmt:
    condition("if", cast<IfStmt>(statement)->condition);
    return action(cast<IfStmt>(statement)->action);
  case NodeKind::WhereStmt:
    condition("where", cast<WhereStmt>(statement)->mask);
    return action(cast<WhereStmt>(statement)->action);
  case NodeKind::ForallStmt:
    keyword("forall ");
    concurrent_header(cast<ForallStmt>(statement)->header);
    return action(cast<ForallStmt>(statement)->action);
  case NodeKind::ArithmeticIfStmt:
    condition("if", cast<ArithmeticIfStmt>(statement)->condition);
    put(" ");
    list(cast<ArithmeticIfStmt>(statement)->labels);
    return true;
  case NodeKind::GotoStmt:
    keyword("go to ");
    expression(cast<GotoStmt>(statement)->label);
    return true;
  case NodeKind::ComputedGotoStmt:
    keyword("go to ");
    in_parentheses(cast<ComputedGotoStmt>(statement)->labels);
    put(", ");
    expression(cast<ComputedGotoStmt>(statement)->selector);
    return true;
  case NodeKind::AssignedGotoStmt:
    keyword("go to ");
    expression(cast<AssignedGotoStmt>(statement)->variable);
    if (cast<AssignedGotoStmt>(statement)->labels.empty()) return true;
    put(", ");
    in_parentheses(cast<AssignedGotoStmt>(statement)->labels);
    return true;
  case NodeKind::AssignLabelStmt:
    keyword("assign ");
    expression(cast<AssignLabelStmt>(statement)->label);
    keyword(" to ");
    expression(cast<AssignLabelStmt>(statement)->variable);
    return true;
  case NodeKind::ContinueStmt: keyword("continue"); return true;
  case NodeKind::CycleStmt:
    keyword("cycle");
    name_after(statement, cast<CycleStmt>(statement)->construct_name);
    return true;
  case NodeKind::ExitStmt:
    keyword("exit");
    name_after(statement, cast<ExitStmt>(statement)->construct_name);
    return true;
  case NodeKind::ReturnStmt:
    keyword("return");
    if (!cast<ReturnStmt>(statement)->value) return true;
    put(" ");
    expression(cast<ReturnStmt>(statement)->value);
    return true;
  case NodeKind::StopStmt: {
    auto* node = cast<StopStmt>(statement);
    keyword(node->stop == StopKind::error_stop ? "error stop" : to_string(node->stop));
    if (node->code) {
      put(" ");
      expression(node->code);
    }
    if (!node->quiet) return true;
    keyword(", quiet=");
    expression(node->quiet);
    return true;
  }
  case NodeKind::AllocateStmt: {
    auto* node = cast<AllocateStmt>(statement);
    keyword("allocate(");
    if (node->type) {
      type_spec(node->type, false);
      put(" :: ");
    }
    list(node->objects);
    if (!node->objects.empty() && !node->controls.empty()) put(", ");
    list(node->controls);
    put(")");
    return true;
  }
  case NodeKind::DeallocateStmt: {
    auto* node = cast<DeallocateStmt>(statement);
    keyword("deallocate(");
    list(node->objects);
    if (!node->objects.empty() && !node->controls.empty()) put(", ");
    list(node->controls);
    put(")");
    return true;
  }
  case NodeKind::NullifyStmt:
    keyword("nullify");
    in_parentheses(cast<NullifyStmt>(statement)->objects);
    return true;
  case NodeKind::ImageStmt: {
    static constexpr std::string_view words[] = {"sync all",   "sync images", "sync memory", "sync team",
                                                 "lock",       "unlock",      "event post",  "event wait",
                                                 "fail image", "form team"};
    auto* node = cast<ImageStmt>(statement);
    keyword(words[static_cast<std::size_t>(node->image)]);
    if (node->controls.empty()) return true;
    put(" ");
    in_parentheses(node->controls);
    return true;
  }
  default: return false;
  }
}

bool Printer::input_output(const Stmt* statement) {
  auto with_format = [&](std::string_view word, const Expr* format, const List<Expr>& items) {
    keyword(word);
    put(" ");
    expression(format);
    if (items.empty()) return;
    put(", ");
    may_break(Fragment::clause);
    list(items);
  };
  switch (statement->kind) {
  case NodeKind::ReadStmt: {
    auto* node = cast<ReadStmt>(statement);
    if (node->format) return with_format("read", node->format, node->items), true;
    keyword("read ");
    controls(node->controls, node->items);
    return true;
  }
  case NodeKind::WriteStmt:
    keyword("write ");
    controls(cast<WriteStmt>(statement)->controls, cast<WriteStmt>(statement)->items);
    return true;
  case NodeKind::PrintStmt:
    with_format("print", cast<PrintStmt>(statement)->format, cast<PrintStmt>(statement)->items);
    return true;
  case NodeKind::FileStmt: {
    auto* node = cast<FileStmt>(statement);
    if (tree_.spelling(node->keyword) == "file") keyword("end "); // END FILE
    keyword(tree_.spelling(node->keyword));
    if (!node->controls.empty()) controls(node->controls, node->items);
    return true;
  }
  default: return false;
  }
}

// ---- directives ----

void Printer::directive(const DirectiveStmt* node) {
  bool first = true;
  for (const NamedItem* word : node->words) {
    if (!first) clause_break();
    first = false;
    keyword(tree_.spelling(word->name));
  }
  if (node->text) {
    std::string text = own_text(tree_, node->text);
    if (!first && !text.empty() && text.front() != '(') put(" ");
    put(text);
  }
  auto given = tree_.edits.names.find({node->id, arguments_text});
  if (given != tree_.edits.names.end()) put(given->second);
  else if (!node->arguments.empty()) in_parentheses(node->arguments);
  for (const Clause* item : node->clauses) {
    clause_break();
    clause(item);
  }
}

} // namespace isotach
