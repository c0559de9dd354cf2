import '@cloudscape-design/global-styles/index.css'
import '../kit/page.css'
import './console.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { keepAppearance } from '../kit/appearance.ts'
import { App } from './app.tsx'

const root = document.getElementById('root')

if (root) {
  keepAppearance()
  // Requests say themselves when trying again makes sense. The browser may think that it is offline and be wrong.
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 5_000 },
    },
  })
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  )
}
