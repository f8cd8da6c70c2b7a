// Reading: a kernel type's components become values; each word is held against the vocabulary.

#include <charconv>

#include <fmt/format.h>

#include "psykal/lfric/kinds.h"
#include "psykal/lfric/metadata.h"
#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach::lfric {

namespace {

template <class E> std::string alternatives() {
  std::string text;
  for (std::string_view word : words<E>()) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

const Attribute* find_attribute(const List<Attribute>& attributes, AttributeKind kind) {
  for (const Attribute* attribute : attributes)
    if (attribute->attribute == kind) return attribute;
  return nullptr;
}

class KernelReader {
 public:
  KernelReader(const Tree& tree, const Module& module, const DerivedType& type, NumberedSpaces numbered,
               Diagnostics& diagnostics)
      : tree_(tree), module_(module), type_(type), numbered_(numbered), diagnostics_(diagnostics) {}

  std::optional<KernelMetadata> read() {
    read_type();
    read_procedure();
    if (!good_) return std::nullopt;
    return std::move(kernel_);
  }

  // Built-ins have no code, and the rules for what kernels may access do not hold for them.
  std::optional<KernelMetadata> read_builtin() {
    read_type();
    if (!good_) return std::nullopt;
    return std::move(kernel_);
  }

 private:
  void read_type() {
    const auto* begin = cast<DerivedTypeStmt>(type_.begin);
    kernel_.type = tree_.spelling(begin->name);
    kernel_.module = tree_.spelling(cast<ModuleStmt>(module_.begin)->name);
    kernel_.location = tree_.location(begin);
    read_operates_on();
    for (const PartRef* entry : entries("meta_args", "arg_type", true)) read_argument(*entry);
    for (const PartRef* entry : entries("meta_funcs", "func_type", false)) read_function(*entry);
    for (const Expr* value : values("gh_shape"))
      if (auto shape = read_word<Shape>(value, "an evaluator shape")) kernel_.shapes.push_back(*shape);
    for (const Expr* value : values("gh_evaluator_targets")) read_target(value);
    read_properties("meta_reference_element", "reference_element_data_type", kernel_.element_properties);
    read_properties("meta_mesh", "mesh_data_type", kernel_.mesh_properties);
  }

  template <class... Args> void refuse(DiagnosticKind kind, const Node* at, const Args&... args) {
    diagnostics_.report(kind, tree_.location(at), args...);
    good_ = false;
  }

  // The component of this name, with the statement that declares it.
  std::pair<const TypeDeclStmt*, const EntityDecl*> component(std::string_view name) const {
    std::pair<const TypeDeclStmt*, const EntityDecl*> found{};
    for_each_active(type_.body, [&](const Stmt* statement) {
      if (const auto* declaration = dyn_cast<TypeDeclStmt>(statement))
        for (const EntityDecl* entity : declaration->entities)
          if (tree_.spelling(entity->name) == name) found = {declaration, entity};
    });
    return found;
  }

  // The values of a component: of an array those of its constructor, of a scalar its one.
  std::vector<const Expr*> values(std::string_view name) {
    auto [declaration, entity] = component(name);
    if (!entity) return {};
    const auto* constructor = dyn_cast<ArrayConstructor>(entity->init);
    std::vector<const Expr*> result;
    if (constructor) {
      result.assign(constructor->values.begin(), constructor->values.end());
    } else if (entity->init) {
      result.push_back(entity->init);
    } else {
      refuse(kinds::LfricNoValue, entity, name);
      return {};
    }
    const Attribute* dimension = find_attribute(declaration->attributes, AttributeKind::dimension);
    const List<Dimension>& dimensions =
        entity->dimensions.empty() && dimension ? dimension->dimensions : entity->dimensions;
    if (dimensions.size() == 1 && isa<IntegerLiteral>(dimensions[0]->upper))
      if (auto size = integer(dimensions[0]->upper); size && *size != static_cast<int>(result.size()))
        refuse(kinds::LfricEntryCount, entity, name, *size, result.size());
    return result;
  }

  // The entries name(...) of an array component.
  std::vector<const PartRef*> entries(std::string_view component_name, std::string_view name, bool required) {
    std::vector<const PartRef*> result;
    if (required && !component(component_name).second)
      refuse(kinds::LfricMissing, type_.begin, kernel_.type, component_name);
    for (const Expr* value : values(component_name)) {
      const auto* entry = dyn_cast<PartRef>(value);
      if (entry && spelling(entry->base) == name) {
        result.push_back(entry);
      } else {
        refuse(kinds::LfricEntry, value, component_name, name, text_of(tree_, value));
      }
    }
    return result;
  }

  std::string_view spelling(const Expr* expression) const {
    const auto* name = dyn_cast<NameRef>(expression);
    return name ? tree_.spelling(name->name) : std::string_view();
  }

  std::optional<int> integer(const Expr* expression) const {
    if (!isa<IntegerLiteral>(expression)) return std::nullopt;
    std::string_view text = tree_.text(expression);
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  }

  template <class E> std::optional<E> read_word(const Expr* expression, std::string_view what) {
    std::optional<E> value = find_word<E>(spelling(expression));
    if (!value) refuse(kinds::LfricWord, expression, text_of(tree_, expression), what, alternatives<E>());
    return value;
  }

  FunctionSpace read_space(const Expr* expression) {
    if (auto space = find_space(spelling(expression), numbered_)) return *space;
    refuse(kinds::LfricWord, expression, text_of(tree_, expression), "a function space",
           function_space_words(numbered_));
    return {};
  }

  void read_operates_on() {
    auto [declaration, entity] = component("operates_on");
    if (!entity) {
      refuse(kinds::LfricMissing, type_.begin, kernel_.type, "operates_on");
    } else if (!entity->init) {
      refuse(kinds::LfricNoValue, entity, "operates_on");
    } else if (auto value = read_word<OperatesOn>(entity->init, "what a kernel operates on")) {
      kernel_.operates_on = *value;
    }
  }

  void read_argument(const PartRef& entry) {
    MetaArg argument;
    argument.location = tree_.location(&entry);
    const List<Expr>& parts = entry.arguments;
    if (parts.size() < 3) {
      refuse(kinds::LfricEntryLength, &entry, "an arg_type", "at least 3", parts.size());
      return;
    }
    const auto* product = dyn_cast<BinaryExpr>(parts[0]);
    auto form = read_word<Form>(product ? product->left : parts[0], "an argument type");
    auto data = read_word<DataType>(parts[1], "a data type");
    auto access = read_word<AccessType>(parts[2], "an access");
    if (!form || !data || !access) return;
    argument.form = *form;
    argument.data = *data;
    argument.access = *access;
    if (product && !read_vector_size(*product, argument)) return;

    std::size_t least = 3, most = 3;
    switch (argument.form) {
    case Form::scalar: break;
    case Form::scalar_array: least = most = 4; break;
    case Form::field: least = 4, most = 5; break;
    case Form::lma_operator:
    case Form::cma_operator: least = most = 5; break;
    }
    if (parts.size() < least || parts.size() > most) {
      refuse(kinds::LfricEntryLength, &entry, fmt::format("a {} entry", word(argument.form)),
             least == most ? fmt::format("{}", least) : fmt::format("{} or {}", least, most), parts.size());
      return;
    }
    if (argument.form == Form::scalar_array) {
      auto rank = integer(parts[3]);
      if (!rank || *rank < 1) refuse(kinds::LfricRank, parts[3], text_of(tree_, parts[3]));
      else argument.rank = *rank;
    }
    if (argument.is_field() || argument.is_operator()) argument.space = read_space(parts[3]);
    if (argument.is_operator()) argument.from = read_space(parts[4]);
    if (argument.is_field() && parts.size() == 5) read_stencil_or_grid(parts[4], argument);
    kernel_.arguments.push_back(std::move(argument));
  }

  bool read_vector_size(const BinaryExpr& product, MetaArg& argument) {
    auto size = integer(product.right);
    if (product.op == OperatorKind::multiply && argument.is_field() && size && *size >= 2) {
      argument.vector_size = *size;
      return true;
    }
    refuse(kinds::LfricVector, &product, text_of(tree_, &product));
    return false;
  }

  void read_stencil_or_grid(const Expr* part, MetaArg& argument) {
    if (const auto* keyword = dyn_cast<KeywordArgument>(part);
        keyword && tree_.spelling(keyword->name) == "mesh_arg") {
      argument.grid = read_word<Grid>(keyword->value, "a mesh");
      return;
    }
    const auto* call = dyn_cast<PartRef>(part);
    if (call && spelling(call->base) == "stencil" && call->arguments.size() == 1) {
      argument.stencil = read_word<Stencil>(call->arguments[0], "a stencil");
      return;
    }
    refuse(kinds::LfricStencilOrMesh, part, text_of(tree_, part));
  }

  void read_function(const PartRef& entry) {
    if (entry.arguments.size() < 2) {
      refuse(kinds::LfricEntryLength, &entry, "a func_type", "at least 2", entry.arguments.size());
      return;
    }
    BasisRequest request;
    request.location = tree_.location(&entry);
    request.space = read_space(entry.arguments[0]);
    for (std::size_t i = 1; i < entry.arguments.size(); ++i) {
      const Expr* part = entry.arguments[i];
      auto basis = read_word<Basis>(part, "a basis");
      if (!basis) continue;
      bool& wanted = *basis == Basis::values ? request.values : request.derivatives;
      if (wanted) refuse(kinds::LfricTwice, part, text_of(tree_, part), "a func_type");
      wanted = true;
    }
    kernel_.functions.push_back(std::move(request));
  }

  void read_target(const Expr* value) {
    FunctionSpace space = read_space(value);
    for (FunctionSpace target : kernel_.targets)
      if (target == space) return;
    kernel_.targets.push_back(space);
  }

  template <class E>
  void read_properties(std::string_view component_name, std::string_view name, std::vector<E>& result) {
    for (const PartRef* entry : entries(component_name, name, false)) {
      if (entry->arguments.size() != 1) {
        refuse(kinds::LfricEntryLength, entry, fmt::format("a {}", name), "1", entry->arguments.size());
        continue;
      }
      auto property = read_word<E>(entry->arguments[0], "a property");
      if (!property) continue;
      for (E earlier : result)
        if (earlier == *property)
          refuse(kinds::LfricTwice, entry, text_of(tree_, entry->arguments[0]), component_name);
      result.push_back(*property);
    }
  }

  // The code is the type-bound procedure; without one, the module's generic interface, which holds one
  // procedure for each precision.
  void read_procedure() {
    const TypeBoundProcedureStmt* bound = nullptr;
    for_each_active(type_.body, [&](const Stmt* statement) {
      if (const auto* found = dyn_cast<TypeBoundProcedureStmt>(statement); found && !bound) bound = found;
    });
    if (bound && !bound->bindings.empty()) {
      const NamedItem* binding = bound->bindings[0];
      if (bound->bindings.size() > 1 || !find_attribute(bound->attributes, AttributeKind::nopass)) {
        refuse(kinds::LfricBinding, bound, kernel_.type);
        return;
      }
      kernel_.procedure = tree_.spelling(binding->target == no_name ? binding->name : binding->target);
      if (!declares(kernel_.procedure)) refuse(kinds::LfricNoCode, bound, kernel_.procedure, kernel_.module);
      return;
    }
    kernel_.procedure = only_interface();
    if (kernel_.procedure.empty()) refuse(kinds::LfricNoBinding, type_.begin, kernel_.type);
  }

  // The name of the module's generic interface; empty when there is none, or more than one.
  std::string only_interface() const {
    std::string name;
    std::size_t count = 0;
    for_each_active(module_.body, [&](const Stmt* statement) {
      const auto* interface = dyn_cast<Interface>(statement);
      const auto* begin = interface ? dyn_cast<InterfaceStmt>(interface->begin) : nullptr;
      if (!begin || !begin->generic) return;
      name = tree_.spelling(begin->generic->name);
      ++count;
    });
    return count == 1 ? name : std::string();
  }

  // Whether the module has a procedure or a generic interface of this name.
  bool declares(std::string_view name) const {
    bool found = false;
    for_each_active(module_.body, [&](const Stmt* statement) {
      if (const auto* procedure = dyn_cast<Procedure>(statement)) {
        const auto* subroutine = dyn_cast<SubroutineStmt>(procedure->begin);
        found |= subroutine && tree_.spelling(subroutine->name) == name;
      } else if (const auto* interface = dyn_cast<Interface>(statement)) {
        const auto* begin = dyn_cast<InterfaceStmt>(interface->begin);
        found |= begin && begin->generic && tree_.spelling(begin->generic->name) == name;
      }
    });
    return found;
  }

  const Tree& tree_;
  const Module& module_;
  const DerivedType& type_;
  NumberedSpaces numbered_;
  Diagnostics& diagnostics_;
  KernelMetadata kernel_;
  bool good_ = true;
};

// Calls f(module, type) for each type that extends kernel_type.
template <class F> void for_each_kernel_type(const Tree& tree, F&& f) {
  for_each_active(tree.root()->units, [&](const Stmt* unit) {
    const auto* module = dyn_cast<Module>(unit);
    if (!module) return;
    for_each_active(module->body, [&](const Stmt* statement) {
      const auto* type = dyn_cast<DerivedType>(statement);
      if (!type) return;
      const Attribute* extends =
          find_attribute(cast<DerivedTypeStmt>(type->begin)->attributes, AttributeKind::extends);
      if (extends && tree.spelling(extends->argument) == "kernel_type") f(*module, *type);
    });
  });
}

} // namespace

bool KernelMetadata::has(Form form) const {
  for (const MetaArg& argument : arguments)
    if (argument.form == form) return true;
  return false;
}

KernelModule read_kernels(const Tree& tree, Diagnostics& diagnostics, NumberedSpaces numbered) {
  KernelModule result;
  for_each_kernel_type(tree, [&](const Module& module, const DerivedType& type) {
    auto kernel = KernelReader(tree, module, type, numbered, diagnostics).read();
    if (!kernel || !check_metadata(*kernel, diagnostics)) {
      result.wrong.emplace_back(tree.spelling(cast<DerivedTypeStmt>(type.begin)->name));
      return;
    }
    result.kernels.push_back(std::move(*kernel));
  });
  return result;
}

std::vector<KernelMetadata> read_builtins(const Tree& tree, Diagnostics& diagnostics) {
  std::vector<KernelMetadata> result;
  for_each_kernel_type(tree, [&](const Module& module, const DerivedType& type) {
    auto builtin = KernelReader(tree, module, type, {}, diagnostics).read_builtin();
    if (!builtin) return;
    result.push_back(std::move(*builtin));
  });
  return result;
}

} // namespace isotach::lfric
