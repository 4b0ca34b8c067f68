/**
 * What {@code ./stator dist} makes, installed and run as its users do, without anything of the
 * build: start at {@link dev.stator.gateway.packages.PackagesTest}.
 */
@NullMarked
package dev.stator.gateway.packages;

import org.jspecify.annotations.NullMarked;
