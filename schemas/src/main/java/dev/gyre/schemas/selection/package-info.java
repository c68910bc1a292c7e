/**
 * Which objects a list, a watch or a controller means: selectors over labels and over fields, in the API's string syntax and
 * in its JSON, read under the bounds and with the errors of the API.
 */
@NullMarked
package dev.gyre.schemas.selection;

import org.jspecify.annotations.NullMarked;
