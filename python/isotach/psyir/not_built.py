"""What nodes of PSyclone 3.3.1 have and those here do not yet, by class: asking for it, or setting it, says so.

Without this a script could set what is never written, and nobody would know.
"""

from .errors import UnsupportedByIsotach

NAMES = {
    "Node": "ast_end get_all_accessed_symbols lower_to_language_level origin_string "
    "reference_accesses replace_symbols_using update_parent_symbol_table",
    "Statement": "append_preceding_comment inline_comment preceding_comment",
    "Container": "create find_routine_psyir resolve_routine",
    "Routine": "create is_program symbol",
    "Loop": "explicitly_private_symbols independent_iterations",
    "PSyLoop": "args_filter field has_inc_arg unique_fields_with_halo_reads unique_modified_args",
    "LFRicLoop": "create_halo_exchanges gen_mark_halos_clean_dirty load lower_bound_psyir set_lower_bound set_upper_bound "
    "update_halo_exchanges upper_bound_psyir",
    "Kern": "arg_descriptors initialise_reduction_variable reduction_arg reduction_sum_loop",
    "CodedKern": "get_interface_symbol incremented_arg opencl_options set_opencl_options",
    "LFRicKern": "all_updates_are_writes argument_kinds base_name cma_operation colourmap eval_shapes eval_targets "
    "fs_descriptors gen_stub halo_depth is_intergrid load load_meta mesh ncolours_var ntilecolours_var qr_required qr_rules "
    "reference_element tilecolourmap undf_name validate_kernel_code_args",
    "LFRicBuiltIn": "cma_operation fs_descriptors get_indexed_field_argument_references get_scalar_argument_references "
    "halo_depth is_intergrid metadata qr_required reduction_type reference_element undf_name",
    "HaloExchange": "halo_depth",
    "OMPParallelDirective": "begin_string create default_clause end_string explicitly_private_symbols private_clause",
    "OMPDoDirective": "begin_string collapse end_string nowait reprod",
    "Assignment": "is_array_assignment",
    "Call": "get_callees is_elemental is_pure symbol",
    "IntrinsicCall": "is_inquiry",
    "CodeBlock": "create parse_tree_nodes",
    "DataNode": "datatype is_character",
    "Reference": "component_indices is_read is_write next_accesses previous_accesses",
    "Literal": "value_as_python",
    "Clause": "clause_string",
}
_SETS = {name: frozenset(names.split()) for name, names in NAMES.items()}


def is_missing(cls: type, name: str) -> bool:
    """Whether a class, or one that it extends, has an attribute in 3.3.1 alone."""
    return any(name in _SETS.get(base.__name__, ()) for base in cls.__mro__)


def refuse(cls: type, name: str) -> None:
    """NotImplementedError for an attribute that a class has in 3.3.1 alone."""
    if is_missing(cls, name):
        raise UnsupportedByIsotach(
            f"{name} of a {cls.__name__} is not built in isotach yet; docs/from-psyclone.md says what is"
        )


class Open:
    """What is no node and scripts ask as well: symbols, tables, types, readers."""

    def __getattr__(self, name: str) -> object:
        refuse(type(self), name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: object) -> None:
        if name[0] != "_":
            refuse(type(self), name)
        object.__setattr__(self, name, value)
