// Modules that come with gfortran: names, kinds and values on 64-bit Linux (checked against gfortran in
// tests).
#include <deque>
#include <map>
#include <memory>

#include "semantics/program.h"

namespace isotach {

namespace {

class IntrinsicModules {
 public:
  IntrinsicModules() {
    iso_c_binding();
    iso_fortran_env();
    for (std::string_view name : {"ieee_arithmetic", "ieee_exceptions", "ieee_features"})
      ieee(add_module(name));
    for (std::string_view name : {"omp_lib", "omp_lib_kinds"}) omp(add_module(name));
    for (std::string_view name : {"openacc", "openacc_kinds"}) acc(add_module(name));
  }

  const Scope* find(std::string_view name) const {
    auto found = modules_.find(name);
    return found == modules_.end() ? nullptr : found->second.get();
  }

 private:
  Scope& add_module(std::string_view name) {
    Scope& scope = *modules_.emplace(name, std::make_unique<Scope>()).first->second;
    scope.kind = ScopeKind::intrinsic_module;
    scope.name = name;
    return scope;
  }

  Symbol& add(Scope& scope, std::string_view name, SymbolKind kind) {
    Symbol& symbol = symbols_.emplace_back();
    symbol.name = name;
    symbol.kind = kind;
    symbol.scope = &scope;
    scope.by_name.emplace(name, &symbol);
    scope.symbols.push_back(&symbol);
    return symbol;
  }
  void constant(Scope& scope, std::string_view name, Value value) {
    Symbol& symbol = add(scope, name, SymbolKind::parameter);
    symbol.builtin = &values_.emplace_back(std::move(value));
    symbol.add(AttributeKind::parameter);
  }
  void integers(Scope& scope, std::initializer_list<std::pair<std::string_view, std::int64_t>> list,
                int kind = 4) {
    for (auto [name, value] : list) constant(scope, name, Value::of_integer(value, kind));
  }
  void procedures(Scope& scope, std::initializer_list<std::string_view> names) {
    for (std::string_view name : names) add(scope, name, SymbolKind::procedure).add(AttributeKind::intrinsic);
  }
  // A type; `bytes` is what its inner scope's layout would be, kept as a builtin integer.
  void type(Scope& scope, std::string_view name, std::int64_t bytes) {
    Symbol& symbol = add(scope, name, SymbolKind::type);
    symbol.builtin = &values_.emplace_back(Value::of_integer(bytes, 8));
  }

  void iso_c_binding() {
    Scope& scope = add_module("iso_c_binding");
    integers(scope, {{"c_int", 4},
                     {"c_short", 2},
                     {"c_long", 8},
                     {"c_long_long", 8},
                     {"c_signed_char", 1},
                     {"c_size_t", 8},
                     {"c_int8_t", 1},
                     {"c_int16_t", 2},
                     {"c_int32_t", 4},
                     {"c_int64_t", 8},
                     {"c_int128_t", 16},
                     {"c_int_least8_t", 1},
                     {"c_int_least16_t", 2},
                     {"c_int_least32_t", 4},
                     {"c_int_least64_t", 8},
                     {"c_int_least128_t", 16},
                     {"c_int_fast8_t", 1},
                     {"c_int_fast16_t", 8},
                     {"c_int_fast32_t", 8},
                     {"c_int_fast64_t", 8},
                     {"c_int_fast128_t", 16},
                     {"c_intmax_t", 8},
                     {"c_intptr_t", 8},
                     {"c_ptrdiff_t", 8},
                     {"c_float", 4},
                     {"c_double", 8},
                     {"c_long_double", 10},
                     {"c_float128", 16},
                     {"c_float_complex", 4},
                     {"c_double_complex", 8},
                     {"c_long_double_complex", 10},
                     {"c_float128_complex", 16},
                     {"c_bool", 1},
                     {"c_char", 1}});
    std::pair<std::string_view, char> characters[] = {{"c_null_char", '\0'},      {"c_alert", '\a'},
                                                      {"c_backspace", '\b'},      {"c_form_feed", '\f'},
                                                      {"c_new_line", '\n'},       {"c_carriage_return", '\r'},
                                                      {"c_horizontal_tab", '\t'}, {"c_vertical_tab", '\v'}};
    for (auto [name, character] : characters)
      constant(scope, name, Value::of_text(std::string(1, character)));
    type(scope, "c_ptr", 8);
    type(scope, "c_funptr", 8);
    for (auto [name, of] : {std::pair{"c_null_ptr", "c_ptr"}, std::pair{"c_null_funptr", "c_funptr"}}) {
      Value value = Value::unknown("a null C address has no value in Fortran");
      value.base = BaseType::derived;
      value.derived = of;
      constant(scope, name, value);
    }
    procedures(scope, {"c_loc", "c_funloc", "c_associated", "c_f_pointer", "c_f_procpointer", "c_sizeof"});
  }

  void iso_fortran_env() {
    Scope& scope = add_module("iso_fortran_env");
    integers(scope, {{"int8", 1},
                     {"int16", 2},
                     {"int32", 4},
                     {"int64", 8},
                     {"real32", 4},
                     {"real64", 8},
                     {"real128", 16},
                     {"character_storage_size", 8},
                     {"numeric_storage_size", 32},
                     {"file_storage_size", 8},
                     {"error_unit", 0},
                     {"input_unit", 5},
                     {"output_unit", 6},
                     {"iostat_end", -1},
                     {"iostat_eor", -2},
                     {"iostat_inquire_internal_unit", 5018},
                     {"atomic_int_kind", 4},
                     {"atomic_logical_kind", 4},
                     {"stat_stopped_image", 6000},
                     {"stat_failed_image", 6001},
                     {"stat_locked", 1},
                     {"stat_unlocked", 0},
                     {"stat_locked_other_image", 2}});
    // Newer than GCC 12: their values depend on the compiler.
    for (std::string_view name : {"current_team", "initial_team", "parent_team", "stat_unlocked_failed_image",
                                  "real16", "logical8", "logical16", "logical32", "logical64"})
      constant(scope, name, without_value(Value::of_integer(0), "its value depends on the compiler"));
    auto kinds = [&](std::string_view name, std::initializer_list<int> list) {
      Value value = Value::of_integer(0);
      value.rank = 1;
      value.shape = {static_cast<std::int64_t>(list.size())};
      for (int kind : list) value.elements.push_back(Value::of_integer(kind));
      constant(scope, name, value);
    };
    kinds("integer_kinds", {1, 2, 4, 8, 16});
    kinds("logical_kinds", {1, 2, 4, 8, 16});
    kinds("real_kinds", {4, 8, 10, 16});
    kinds("character_kinds", {1, 4});
    for (std::string_view name : {"lock_type", "event_type", "team_type"}) add(scope, name, SymbolKind::type);
    procedures(scope, {"compiler_options", "compiler_version"});
  }

  void ieee(Scope& scope) {
    for (std::string_view name : {"ieee_class_type", "ieee_round_type", "ieee_flag_type", "ieee_status_type",
                                  "ieee_modes_type", "ieee_features_type"})
      add(scope, name, SymbolKind::type);
  }

  void omp(Scope& scope) {
    integers(scope, {{"omp_lock_kind", 4},
                     {"omp_nest_lock_kind", 8},
                     {"omp_sched_kind", 4},
                     {"omp_proc_bind_kind", 4},
                     {"omp_lock_hint_kind", 4},
                     {"omp_sync_hint_kind", 4},
                     {"omp_pause_resource_kind", 4},
                     {"omp_event_handle_kind", 8},
                     {"omp_depend_kind", 16}});
  }

  void acc(Scope& scope) {
    integers(scope, {{"acc_device_kind", 4},
                     {"acc_handle_kind", 4},
                     {"acc_device_property_kind", 4},
                     {"acc_device_none", 0},
                     {"acc_device_default", 1},
                     {"acc_device_host", 2},
                     {"acc_device_not_host", 4},
                     {"acc_device_nvidia", 5},
                     {"acc_device_radeon", 8},
                     {"acc_async_noval", -1},
                     {"acc_async_sync", -2}});
  }

  std::map<std::string_view, std::unique_ptr<Scope>> modules_;
  std::deque<Symbol> symbols_;
  std::deque<Value> values_;
};

} // namespace

const Scope* intrinsic_module(std::string_view name) {
  static const IntrinsicModules modules;
  return modules.find(name);
}

bool is_complete(const Scope& intrinsic) {
  return intrinsic.name == "iso_c_binding" || intrinsic.name == "iso_fortran_env";
}

} // namespace isotach
