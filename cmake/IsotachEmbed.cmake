# Text files inside the program: isotach_embed(OUT FUNCTION bind::support_source HEADER bind/writers.h FILES a.c ...)
# makes a C++ source that defines std::string_view isotach::bind::support_source(), the files' text in this order,
# and sets OUT to its path. The header declares the function. Run as a script (-P) this file writes that source.
if(CMAKE_SCRIPT_MODE_FILE)
  string(REGEX MATCH "^(.*)::([a-z_]+)$" matched "${FUNCTION}")
  set(namespace isotach::${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  set(code "// Made by IsotachEmbed.cmake.\n#include \"${HEADER}\"\n\nnamespace ${namespace} {\n\n")
  string(APPEND code "std::string_view ${name}() {\n  return")
  string(REPLACE "|" ";" files "${FILES}")
  foreach(file IN LISTS files)
    file(READ ${file} text)
    string(APPEND code "\n      R\"isotach(${text}\n)isotach\"")
  endforeach()
  string(APPEND code ";\n}\n\n} // namespace ${namespace}\n")
  file(WRITE ${OUTPUT} "${code}")
  return()
endif()

include_guard(GLOBAL)

function(isotach_embed out)
  cmake_parse_arguments(ARG "" "FUNCTION;HEADER" "FILES" ${ARGN})
  string(REGEX REPLACE ".*::" "" name ${ARG_FUNCTION})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  list(TRANSFORM ARG_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  list(JOIN ARG_FILES "|" joined)
  set(script ${CMAKE_CURRENT_FUNCTION_LIST_FILE})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${ARG_FUNCTION} -DHEADER=${ARG_HEADER} -DFILES=${joined}
            -P ${script}
    DEPENDS ${script} ${ARG_FILES}
    VERBATIM)
  set(${out} ${output} PARENT_SCOPE)
endfunction()
