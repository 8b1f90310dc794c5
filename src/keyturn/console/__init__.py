"""What people look at: changes read and checked, text made harmless, and the web pages."""
