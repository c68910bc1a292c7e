/**
 * The columns of {@code kubectl get}, as Kubernetes prints them: what a user sees of an object at a glance. One class for each
 * kind that has more to show than its name and age.
 */
@NullMarked
package dev.gyre.schemas.columns;

import org.jspecify.annotations.NullMarked;
