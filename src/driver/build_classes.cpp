#include "driver/build_classes.h"

#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/plan/names.h"
#include "driver/lasting_state.h"

namespace isotach {

namespace {

// "init", "run=turbdiff_run" or "run=turb.turbdiff_run" of a class; nothing when the method's name is none.
std::optional<ClassRequest::Method> method_of(const std::string& words) {
  std::size_t equals = words.find('=');
  if (equals == words.npos) return ClassRequest::Method{words, ""};
  ClassRequest::Method method{words.substr(equals + 1), words.substr(0, equals)};
  bool good = check_module_name(method.name).empty() && method.name[0] != '_' && !method.procedure.empty();
  return good ? std::optional(method) : std::nullopt;
}

} // namespace

std::string check_module_name(const std::string& name) {
  bool good = !name.empty() && (is_letter(name[0]) || name[0] == '_');
  for (char c : name) good = good && is_name_char(c) && c != '$';
  if (!good) return "'" + name + "' cannot be a module's name; take letters, digits and underscores";
  return bind::is_python_keyword(name) ? "'" + name + "' is a keyword of Python, which no import can name"
                                       : "";
}

std::optional<ClassRequest> class_of(const std::string& words) {
  std::size_t equals = words.find('=');
  if (equals == words.npos || !check_module_name(words.substr(0, equals)).empty()) return std::nullopt;
  std::vector<std::string> all{""};
  for (char c : words.substr(equals + 1))
    if (c == ':') all.emplace_back();
    else all.back() += c;
  if (all.size() < 3 || all.front().find('=') != words.npos) return std::nullopt;
  ClassRequest request{words.substr(0, equals), all.front(), {}, {}, {}};
  for (std::size_t i = 1; i < all.size(); ++i) {
    auto method = method_of(all[i]);
    bool last = i + 1 == all.size();
    if (!method || (!last && method->procedure.empty())) return std::nullopt;
    if (last) request.finalize = *method;
    else request.methods.push_back(*method);
  }
  return request;
}

std::vector<ClassRequest> with_state(std::vector<ClassRequest> classes, const FrontEnd& front,
                                     const KindOptions& kinds) {
  if (classes.empty()) return classes;
  Diagnostics unheard; // said by the front end
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  Semantics semantics = analyse(trees, unheard, {0, nullptr, kinds});
  for (ClassRequest& request : classes) {
    std::set<std::string> procedures;
    auto add = [&](const std::string& name) {
      if (!name.empty()) procedures.insert(lower(name.substr(name.rfind('.') + 1)));
    };
    add(request.init);
    for (const ClassRequest::Method& method : request.methods) add(method.procedure);
    add(request.finalize.procedure);
    request.state = find_lasting_state(trees, semantics, procedures);
  }
  return classes;
}

} // namespace isotach
