/**
 * What a verified client may do: finds all that a call wants to do with which table, index, stream
 * or backup, asks the policies of user and table, and keeps the audit log. Everything an operation
 * touches is asked for before the operation begins. Start at {@link
 * dev.stator.gateway.access.Guard}.
 */
@NullMarked
package dev.stator.gateway.access;

import org.jspecify.annotations.NullMarked;
