#include "gpu/kernel/verify.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "source/source.h"

namespace isotach::kernel {

namespace {

class Verifier {
 public:
  explicit Verifier(const Function& function) : function_(function) {
    for (const Variable& variable : function.variables) own_.insert(&variable);
  }

  std::string run() {
    for (const Variable* argument : function_.arguments)
      need(argument && own_.count(argument) && argument->is_argument(),
           "an argument is a variable of the function");
    for (const Variable& variable : function_.variables) {
      for (const Dimension& dimension : variable.dimensions)
        for (const Term* bound : {dimension.lower.get(), dimension.upper.get()})
          if (bound) integer(*bound, "a bound is an integer");
      std::size_t count = 1;
      if (variable.storage == Storage::table)
        for (const Dimension& dimension : variable.dimensions)
          count *= static_cast<std::size_t>(dimension.upper->integer - dimension.lower->integer + 1);
      if (variable.storage == Storage::table)
        need(count == variable.values.size(), "a table has a value for each element");
    }
    block(function_.body);
    return std::move(broken_);
  }

 private:
  void need(bool holds, std::string_view rule) {
    if (holds || !broken_.empty()) return;
    std::uint32_t line = at_ && at_->file ? at_->file->position(at_->begin).line : 0;
    broken_ = fmt::format("line {}: {}", line, rule);
  }
  void integer(const Term& term, std::string_view rule) {
    need(term.type.base == BaseType::integer, rule);
    this->term(term);
  }
  void logical(const Term& term) {
    need(term.type.base == BaseType::logical, "a condition is logical");
    this->term(term);
  }

  void block(const Block& steps) {
    for (const StepPtr& step : steps) this->step(*step);
  }

  void step(const Step& step) {
    at_ = &step.location;
    switch (step.kind) {
    case StepKind::assign:
      need(step.target && (step.target->kind == TermKind::variable || step.target->kind == TermKind::element),
           "what is assigned to is a variable or an element");
      need(step.value && step.target && step.target->type == step.value->type, "both sides have one type");
      if (broken_.empty()) {
        need(!step.target->variable->read_only, "what is read only is not written");
        need(step.target->kind == TermKind::element || step.target->variable->rank() == 0,
             "an array is assigned element by element");
      }
      break;
    case StepKind::loop:
      need(step.target && step.target->kind == TermKind::variable &&
               step.target->type.base == BaseType::integer,
           "a loop counts with an integer");
      for (const Term* bound : {step.lower.get(), step.upper.get(), step.stride.get()})
        need(!bound || (step.target && bound->type == step.target->type),
             "the bounds have the counter's type");
      need(step.lower && step.upper, "a loop has bounds");
      break;
    case StepKind::call:
      need(step.value && step.value->kind == TermKind::call && step.value->callee, "a call calls a function");
      break;
    case StepKind::leave:
    case StepKind::next:
      need(std::find(loops_.begin(), loops_.end(), step.loop) != loops_.end(), "a jump is inside its loop");
      break;
    case StepKind::reduce:
      need(step.reduction && step.reduction->local->type == step.reduction->partials->type,
           "a reduction leaves values of its type");
      break;
    default: break;
    }
    if (step.kind == StepKind::while_ && step.value) logical(*step.value);
    else
      for (const Term* part :
           {step.target.get(), step.value.get(), step.lower.get(), step.upper.get(), step.stride.get()})
        if (part) term(*part);
    for (const Branch& branch : step.branches) {
      at_ = &step.location;
      need(branch.condition || &branch == &step.branches.back(), "ELSE comes last");
      if (branch.condition) logical(*branch.condition);
      block(branch.body);
    }
    if (step.kind != StepKind::loop && step.kind != StepKind::while_) return;
    loops_.push_back(&step);
    block(step.body);
    loops_.pop_back();
  }

  void term(const Term& term) {
    auto count = [&](std::size_t wanted) {
      need(term.operands.size() == wanted, "an operation has its operands");
    };
    auto same = [&] {
      for (const TermPtr& operand : term.operands)
        need(operand->type == term.operands[0]->type, "the operands have one type");
    };
    bool names = term.kind == TermKind::variable || term.kind == TermKind::element ||
                 term.kind == TermKind::section || term.kind == TermKind::bound ||
                 term.kind == TermKind::present;
    if (names) need(own_.count(term.variable) != 0, "a variable is one of the function's");
    if (!broken_.empty()) return;
    switch (term.kind) {
    case TermKind::element:
      count(term.variable->rank());
      need(term.type == term.variable->type, "an element has the type of its array");
      for (const TermPtr& subscript : term.operands)
        need(subscript->type.base == BaseType::integer, "a subscript is an integer");
      break;
    case TermKind::section: count(3 * term.variable->rank()); break;
    case TermKind::bound:
      need(static_cast<std::size_t>(term.dimension) < term.variable->rank(), "an array has the dimension");
      break;
    case TermKind::negate:
    case TermKind::not_:
      count(1);
      need(term.type == term.operands[0]->type, "a sign keeps the type");
      need((term.kind == TermKind::not_) == (term.type.base == BaseType::logical),
           "NOT is of logical values alone");
      break;
    case TermKind::binary:
      count(2);
      same();
      if (term.op >= Op::eq) need(term.type.base == BaseType::logical, "a comparison is logical");
      else need(term.type == term.operands[0]->type, "an operation has the type of its operands");
      need((term.op >= Op::and_ && term.op <= Op::neqv) == (term.operands[0]->type.base == BaseType::logical),
           "the operator is one of the operands' type");
      break;
    case TermKind::convert:
      count(1);
      need((term.type.base == BaseType::logical) == (term.operands[0]->type.base == BaseType::logical),
           "numbers are not converted to logical values");
      break;
    case TermKind::select:
      count(3);
      need(term.operands[0]->type.base == BaseType::logical && term.operands[1]->type == term.type &&
               term.operands[2]->type == term.type,
           "a choice is between values of its type");
      break;
    case TermKind::call:
      if (term.callee) arguments(term);
      else need(!term.name.empty(), "a call names a function");
      break;
    default: break;
    }
    for (const TermPtr& operand : term.operands)
      if (operand) this->term(*operand);
  }

  void arguments(const Term& call) {
    const auto& dummies = call.callee->arguments;
    need(call.operands.size() == dummies.size(), "a call gives each argument");
    for (std::size_t i = 0; i < dummies.size() && broken_.empty(); ++i) {
      const Term* actual = call.operands[i].get();
      need(actual || dummies[i]->optional, "only an optional argument is absent");
      need(!actual || actual->type == dummies[i]->type, "an argument has the type of the dummy");
    }
  }

  const Function& function_;
  std::set<const Variable*> own_;
  std::vector<const Step*> loops_;
  const Location* at_ = nullptr;
  std::string broken_;
};

} // namespace

std::string broken_rule(const Function& function) { return Verifier(function).run(); }

} // namespace isotach::kernel
